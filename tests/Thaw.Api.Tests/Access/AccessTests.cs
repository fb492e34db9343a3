using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Thaw.Api.Access;
using Thaw.Api.Tests.Clients;
using Thaw.Testing;

namespace Thaw.Api.Tests.Access;

/// <summary>Who is let in.</summary>
public sealed class AccessTests
{
    [RequiresFact("root", "cgroups")]
    public async Task Only_who_has_the_key_is_let_in_and_no_web_page_is()
    {
        await using var host = ServedHost.Start();
        using var client = new HttpClient { BaseAddress = host.Address };
        var key = new AuthenticationHeaderValue("Bearer", host.Credentials.SecretAccessKey);
        Assert.Equal(HttpStatusCode.OK, await Ask(client, "/healthz", null));
        Assert.Equal(HttpStatusCode.OK, await Ask(client, "/2015-03-31/functions", key));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(client, "/2015-03-31/functions", null));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(client, "/2015-03-31/functions", new("Bearer", "x")));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(client, "/2015-03-31/functions", Signed(host, host.Credentials with { SecretAccessKey = "x" }), Date));
        Assert.Equal(HttpStatusCode.OK, await Ask(client, "/2015-03-31/functions", Signed(host, host.Credentials), Date));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(client, "/2015-03-31/functions", new(RequestSignature.Algorithm, "Credential=a, Credential=b, Signature")));
        // Signed for another operation, and long ago.
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(client, "/2015-03-31/functions?MaxItems=1", Signed(host, host.Credentials), Date));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(client, "/2015-03-31/functions", Signed(host, host.Credentials, "20200101T000000Z"), ("X-Amz-Date", "20200101T000000Z")));
        // A name that leads to loopback, and a page in a browser.
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(client, "/2015-03-31/functions", key, ("Host", "evil.example:80")));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(client, "/2015-03-31/functions", key, ("Origin", "http://evil.example")));
        Assert.Equal(HttpStatusCode.NotFound, await Ask(client, "/else", key));
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_forged_request_is_refused_before_its_body_is_read()
    {
        await using var host = ServedHost.Start();
        using var connection = new TcpClient();
        await connection.ConnectAsync(host.Address.Host, host.Address.Port);
        var hash = RequestSignature.Hash("{}"u8);
        var forged = new SignedRequest(
            "POST", "/2015-03-31/functions", "", [new("host", host.Address.Authority), new("x-amz-content-sha256", hash), new("x-amz-date", Now)], hash);
        var header = RequestSignature.Header(forged, host.Credentials with { SecretAccessKey = "x" }, Now, Now[..8] + "/us-east-1/lambda/aws4_request");
        // The body that is announced never comes: whoever waits for it does not answer.
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /2015-03-31/functions HTTP/1.1\r\nHost: {host.Address.Authority}\r\nAuthorization: {header}\r\nX-Amz-Date: {Now}\r\n"
            + $"X-Amz-Content-SHA256: {hash}\r\nContent-Length: 1000000\r\n\r\n"));
        using var reader = new StreamReader(connection.GetStream());
        Assert.Equal("HTTP/1.1 403 Forbidden", await reader.ReadLineAsync());
    }

    [RequiresFact("root", "cgroups")]
    public async Task Only_operations_that_bring_code_take_long_bodies()
    {
        await using var host = ServedHost.Start();
        var length = (8 << 20) + 1;
        using var connection = new TcpClient();
        await connection.ConnectAsync(host.Address.Host, host.Address.Port);
        // The body never comes: it is refused for what is announced.
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /2015-03-31/functions/f/invocations HTTP/1.1\r\nHost: {host.Address.Authority}\r\n"
            + $"Authorization: Bearer {host.Credentials.SecretAccessKey}\r\nContent-Length: {length}\r\n\r\n"));
        using var reader = new StreamReader(connection.GetStream());
        Assert.Equal("HTTP/1.1 413 Payload Too Large", await reader.ReadLineAsync());
        using var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Credentials.SecretAccessKey);
        // Zeros are no JSON, which somebody had to read to say so.
        using var created = await client.PostAsync("/2015-03-31/functions", new ByteArrayContent(new byte[length]));
        Assert.Equal(HttpStatusCode.BadRequest, created.StatusCode);
        Assert.Contains("Could not parse request body", await created.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_body_that_is_another_than_announced_is_refused()
    {
        await using var host = ServedHost.Start();
        using var client = new HttpClient { BaseAddress = host.Address };
        var hash = RequestSignature.Hash("{}"u8);
        var signed = new SignedRequest(
            "POST", "/2015-03-31/functions", "", [new("host", host.Address.Authority), new("x-amz-content-sha256", hash), new("x-amz-date", Now)], hash);
        foreach (var length in new[] { 10, 200_000 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/2015-03-31/functions") { Content = new ByteArrayContent(new byte[length]) };
            request.Headers.TryAddWithoutValidation(
                "Authorization", RequestSignature.Header(signed, host.Credentials, Now, Now[..8] + "/us-east-1/lambda/aws4_request"));
            request.Headers.TryAddWithoutValidation("X-Amz-Date", Now);
            request.Headers.TryAddWithoutValidation("X-Amz-Content-SHA256", hash);
            using var response = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.Contains("X-Amz-Content-SHA256 is not the body", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_first_start_makes_a_pair_that_only_its_owner_can_read_and_later_ones_keep_it()
    {
        using var folder = new TemporaryFolder();
        var made = HostCredentials.OpenOrCreate(folder.Path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.PathOf("credentials")));
        Assert.Equal(made, HostCredentials.OpenOrCreate(folder.Path));
        folder.Write("credentials", "[other]\naws_access_key_id = x\n");
        Assert.Throws<InvalidDataException>(() => HostCredentials.OpenOrCreate(folder.Path));
    }

    [RequiresFact("root", "cgroups")]
    public async Task Other_addresses_than_loopback_are_refused()
    {
        await using var host = ServedHost.Start();
        await Assert.ThrowsAsync<FormatException>(() => ApiServer.StartAsync(host.Host, host.Credentials, new IPEndPoint(IPAddress.Any, 0), _ => { }));
    }

    private static string Now { get; } = RequestSignature.Timestamp(DateTimeOffset.UtcNow);

    private static (string Name, string Value) Date => ("X-Amz-Date", Now);

    private static AuthenticationHeaderValue Signed(ServedHost host, HostCredentials credentials, string? at = null)
    {
        var time = at ?? Now;
        var request = new SignedRequest(
            "GET", "/2015-03-31/functions", "", [new("host", host.Address.Authority), new("x-amz-date", time)], RequestSignature.Hash([]));
        var header = RequestSignature.Header(request, credentials, time, time[..8] + "/us-east-1/lambda/aws4_request");
        return new AuthenticationHeaderValue(RequestSignature.Algorithm, header[(RequestSignature.Algorithm.Length + 1)..]);
    }

    private static async Task<HttpStatusCode> Ask(HttpClient client, string path, AuthenticationHeaderValue? key, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = key;
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }
}
