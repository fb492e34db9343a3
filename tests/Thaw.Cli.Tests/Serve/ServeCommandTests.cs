using System.Text.Json;
using Thaw.Cli.Tests.HardInputs;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Serve;

/// <summary>A host and the commands that ask it, as processes of their own.</summary>
public sealed class ServeCommandTests : IDisposable
{
    private readonly ThawProcess _thaw = new();

    [RequiresFact("root", "cgroups")]
    public void A_function_is_deployed_invoked_listed_and_its_log_read_and_the_host_leaves_nothing()
    {
        _thaw.WriteFunction("def handler(event, context):\n    print('seen', event)\n    return 10 // event['by']\n");
        using var host = _thaw.Start(null, "serve", "--listen", "127.0.0.1:0");
        var endpoint = host.StandardOutput.ReadLine()!.Split(' ')[^1];

        Assert.Equal("f", Json("deploy", "f", "--json", "--endpoint", endpoint).GetProperty("name").GetString());
        Assert.Contains("deployed g (", Run("deploy", "f/thaw.yaml", "--name", "g", "--endpoint", endpoint).Output, StringComparison.Ordinal);
        var invoked = Run("invoke", "f", "--event", "{\"by\": 5}", "--log", "--endpoint", endpoint);
        Assert.Equal((0, "2\n"), (invoked.ExitCode, invoked.Output));
        Assert.Contains("seen {'by': 5}\n", invoked.Error, StringComparison.Ordinal);
        var failed = Json("invoke", "f", "--event", "{\"by\": 0}", "--json", "--endpoint", endpoint);
        Assert.Equal(("Unhandled", "warm"), (failed.GetProperty("functionError").GetString(), failed.GetProperty("strategy").GetString()));
        Assert.Equal("ZeroDivisionError", failed.GetProperty("result").GetProperty("errorType").GetString());
        Assert.StartsWith("accepted ", Run("invoke", "g", "--event", "{\"by\": 1}", "--async", "--endpoint", endpoint).Output, StringComparison.Ordinal);
        Assert.Equal(2, Json("functions", "--json", "--endpoint", endpoint).GetProperty("functions").GetArrayLength());
        Assert.Contains("[ERROR] ZeroDivisionError: ", Run("logs", "f", "--endpoint", endpoint).Output, StringComparison.Ordinal);
        var unknown = Run("invoke", "nothing", "--endpoint", endpoint);
        Assert.Equal((2, "thaw: Function not found: arn:aws:lambda:us-east-1:000000000000:function:nothing (ResourceNotFoundException)\n"), (unknown.ExitCode, unknown.Error));
        var second = Run("serve", "--listen", "127.0.0.1:0");
        Assert.Equal(2, second.ExitCode);
        Assert.Contains("another host uses this state folder", second.Error, StringComparison.Ordinal);

        ThawProcess.Signal(host, "TERM");
        host.WaitForExit();
        Assert.Equal(143, host.ExitCode);
        _thaw.AssertNothingLeft();
    }

    [RequiresFact("root", "cgroups")]
    public void With_a_certificate_a_host_listens_elsewhere_and_commands_ask_it_over_tls()
    {
        var certificates = new TestCertificates(_thaw.PathOf("."));
        _thaw.WriteFunction("def handler(event, context):\n    return 'safe'\n");
        using var host = _thaw.Start(null, "serve", "--listen", "0.0.0.0:0", "--tls-cert", certificates.Certificate, "--tls-key", certificates.Key);
        var endpoint = host.StandardOutput.ReadLine()!.Split(' ')[^1].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
        Assert.StartsWith("https://", endpoint, StringComparison.Ordinal);
        Assert.Equal("f", Json("deploy", "f", "--json", "--endpoint", endpoint, "--ca", certificates.Authority).GetProperty("name").GetString());
        Assert.Equal("\"safe\"\n", Run("invoke", "f", "--endpoint", endpoint, "--ca", certificates.Authority).Output);
        var untrusting = Run("functions", "--endpoint", endpoint);
        Assert.Equal(3, untrusting.ExitCode);
        Assert.Contains("name who signed its certificate with --ca", untrusting.Error, StringComparison.Ordinal);
        Assert.Single(untrusting.Error.TrimEnd('\n').Split('\n'));
        Assert.Contains("no certificate", Run("functions", "--endpoint", endpoint, "--ca", certificates.Key).Error, StringComparison.Ordinal);

        ThawProcess.Signal(host, "TERM");
        host.WaitForExit();
        _thaw.AssertNothingLeft();
    }

    [Theory]
    [InlineData(2, "not an address with a port", "serve", "--listen", "9000x")]
    [InlineData(2, "listens on loopback only", "serve", "--listen", "0.0.0.0:0")]
    [InlineData(2, "--tls-cert needs --tls-key", "serve", "--tls-cert", "x")]
    [InlineData(2, "--tls-key needs --tls-cert", "serve", "--tls-key", "x")]
    [InlineData(2, "Could not find", "serve", "--tls-cert", "/nowhere.pem", "--tls-key", "/nowhere.key")]
    [InlineData(2, "not the URL of a collector", "serve", "--otlp", "collector:4318")]
    [InlineData(2, "--capture 1001", "serve", "--capture", "1001")]
    [InlineData(2, "is no pattern", "serve", "--redact-pattern", "(")]
    [InlineData(2, "--instances 0", "serve", "--instances", "0")]
    [InlineData(2, "--keep-alive: '0' says not", "serve", "--keep-alive", "0")]
    [InlineData(3, "no key to the host", "functions")]
    [InlineData(2, "not the address of a host", "functions", "--endpoint", "x")]
    public void What_cannot_be_done_is_one_line(int exitCode, string words, params string[] arguments)
    {
        var run = Run(arguments);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [RequiresFact("root", "cgroups")]
    public void A_host_that_does_not_answer_is_named()
    {
        _thaw.Write("home/credentials", "[default]\naws_access_key_id = a\naws_secret_access_key = b\n");
        var run = Run("functions", "--endpoint", "http://127.0.0.1:1");
        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith("thaw: no host answers at http://127.0.0.1:1 ", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _thaw.Dispose();

    private CommandRun Run(params string[] arguments) => _thaw.Run(null, arguments);

    private JsonElement Json(params string[] arguments) => JsonDocument.Parse(Run(arguments).Output).RootElement;
}
