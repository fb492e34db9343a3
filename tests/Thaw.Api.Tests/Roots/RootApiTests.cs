using System.Formats.Tar;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Thaw.Api.Tests.Clients;
using Thaw.Testing;

namespace Thaw.Api.Tests.Roots;

/// <summary>Root file systems come as bodies that nobody holds in memory: who sends them is known first.</summary>
public sealed class RootApiTests
{
    [RequiresFact("root", "cgroups")]
    public async Task A_tar_is_kept_under_its_checksum_when_its_sender_has_the_key()
    {
        await using var host = ServedHost.Start();
        using var client = new HttpClient { BaseAddress = host.Address };
        var key = new AuthenticationHeaderValue("Bearer", host.Credentials.SecretAccessKey);
        var tar = Tar();
        var path = "/thaw/v1/roots/" + Convert.ToHexStringLower(SHA256.HashData(tar));
        var other = "/thaw/v1/roots/" + new string('0', 64);

        Assert.Equal((HttpStatusCode.Forbidden, "MissingAuthenticationTokenException"), await PutAsync(client, path, tar, null));
        Assert.Equal((HttpStatusCode.Forbidden, "UnrecognizedClientException"), await PutAsync(client, path, tar, new("Bearer", "x")));
        Assert.Equal((HttpStatusCode.Forbidden, "AccessDeniedException"), await PutAsync(client, path, tar, key, "http://evil.example"));
        Assert.Equal((HttpStatusCode.BadRequest, "InvalidParameterValueException"), await PutAsync(client, other, tar, key));
        Assert.Equal((HttpStatusCode.BadRequest, "InvalidParameterValueException"), await PutAsync(client, "/thaw/v1/roots/..%2F..%2Fetc", tar, key));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(client, path, key)).Status);
        Assert.Empty(Directory.EnumerateFileSystemEntries(host.PathOf("state/roots")));

        Assert.Equal((HttpStatusCode.OK, ""), await PutAsync(client, path, tar, key));
        Assert.Equal((HttpStatusCode.OK, $$"""{"rootFs":"{{path[^64..]}}","runtimes":["python3.12"]}"""), await GetAsync(client, path, key));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(client, other, key)).Status);
    }

    private static byte[] Tar()
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, leaveOpen: true))
        {
            const UnixFileMode runs = UnixFileMode.UserRead | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "usr/bin/python3.12") { Mode = runs });
        }
        return stream.ToArray();
    }

    private static async Task<(HttpStatusCode Status, string ErrorType)> PutAsync(
        HttpClient client, string path, byte[] body, AuthenticationHeaderValue? authorization, string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new ByteArrayContent(body) };
        request.Headers.Authorization = authorization;
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        using var response = await client.SendAsync(request);
        return (response.StatusCode, response.Headers.TryGetValues("x-amzn-errortype", out var types) ? types.Single() : "");
    }

    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(HttpClient client, string path, AuthenticationHeaderValue authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = authorization;
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
