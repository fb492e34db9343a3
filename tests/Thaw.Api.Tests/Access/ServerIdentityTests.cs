using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Thaw.Api.Access;
using Thaw.Api.Client;
using Thaw.Api.Tests.Clients;
using Thaw.Testing;

namespace Thaw.Api.Tests.Access;

/// <summary>A host with a certificate, and under which names it answers.</summary>
public sealed class ServerIdentityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [RequiresFact("root", "cgroups", "deb.awscli")]
    public async Task The_aws_command_line_asks_over_tls_and_only_whom_it_trusts()
    {
        var certificates = new TestCertificates(_folder.Path);
        using var identity = ServerIdentity.Load(certificates.Certificate, certificates.Key);
        await using (var host = ServedHost.Start(identity, certificates.Authority))
        {
            Assert.Equal(Uri.UriSchemeHttps, host.Address.Scheme);
            Assert.Equal("[]", host.AwsOk("list-functions", "--query", "Functions"));
        }
        await using var unknown = ServedHost.Start(identity);
        var (exitCode, output) = unknown.Aws("list-functions");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("CERTIFICATE_VERIFY_FAILED", output, StringComparison.Ordinal);
    }

    [RequiresFact("root", "cgroups")]
    public async Task Requests_may_name_whom_the_certificate_names_and_nobody_else()
    {
        var certificates = new TestCertificates(_folder.Path, "thaw.test", "*.functions.test");
        using var identity = ServerIdentity.Load(certificates.Certificate, certificates.Key, "proxy.test");
        await using var host = ServedHost.Start(identity);
        Assert.Equal(HttpStatusCode.OK, await AskAs(host, "thaw.test"));
        Assert.Equal(HttpStatusCode.OK, await AskAs(host, "a.functions.test:8443"));
        Assert.Equal(HttpStatusCode.OK, await AskAs(host, "proxy.test"));
        Assert.Equal(HttpStatusCode.OK, await AskAs(host, "localhost"));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAs(host, "evil.test"));
    }

    [RequiresFact("root", "cgroups")]
    public async Task Thaws_own_client_trusts_authorities_that_it_is_told_of()
    {
        var certificates = new TestCertificates(_folder.Path);
        using var identity = ServerIdentity.Load(certificates.Certificate, certificates.Key);
        await using var host = ServedHost.Start(identity);
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(certificates.Authority);
        using var trusting = new HostClient(host.Address, host.Credentials, authorities);
        Assert.Equal(0, (await trusting.AskAsync(HttpMethod.Get, "/2015-03-31/functions", [], CancellationToken.None)).GetProperty("Functions").GetArrayLength());
        using var usual = new HostClient(host.Address, host.Credentials);
        var refused = await Assert.ThrowsAsync<HostClientException>(() => usual.AskAsync(HttpMethod.Get, "/2015-03-31/functions", [], CancellationToken.None));
        Assert.Contains("--ca", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_without_its_key_is_one_clear_line()
    {
        var certificates = new TestCertificates(_folder.Path);
        _folder.Write("other/ca.pem", "");
        var other = new TestCertificates(_folder.PathOf("other"));
        Assert.Throws<FormatException>(() => ServerIdentity.Load(certificates.Certificate, other.Key));
        Assert.Throws<FormatException>(() => ServerIdentity.Load(certificates.Key, certificates.Key));
        Assert.Throws<FormatException>(() => ServerIdentity.Load(_folder.PathOf("missing.pem"), certificates.Key));
    }

    [Fact]
    public void Without_a_certificate_loopback_and_given_names_are_answered()
    {
        using var identity = ServerIdentity.Plain("functions.example");
        Assert.All((string[])["127.0.0.1", "localhost", "[::1]", "functions.example", "FUNCTIONS.example"], name => Assert.True(identity.Answers(name)));
        Assert.All((string[])["", "evil.example", "functions.example.evil", "[", "127.0.0.1.evil"], name => Assert.False(identity.Answers(name)));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<HttpStatusCode> AskAs(ServedHost host, string name)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        // The client would hold the certificate against the Host header; that is the server's to do here.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == TestCertificates.Subject;
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Address, "/2015-03-31/functions"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", host.Credentials.SecretAccessKey);
        request.Headers.Host = name;
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }
}
