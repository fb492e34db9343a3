using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Thaw.Api.Access;
using Thaw.Hosting;
using Thaw.Hosting.Functions;
using Thaw.Testing;

namespace Thaw.Api.Tests.Clients;

/// <summary>A host with its server on a free port, and real clients that know its credentials.</summary>
public sealed class ServedHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _complaints = [];
    private readonly FunctionHost _host;
    private readonly ApiServer _server;

    private ServedHost(ServerIdentity? identity)
    {
        var state = _folder.PathOf("state");
        _host = FunctionHost.Start(new HostSettings(state, Repository.PathOf("artifacts/test-cache")));
        Credentials = HostCredentials.OpenOrCreate(state);
        _server = ApiServer.StartAsync(_host, Credentials, new IPEndPoint(IPAddress.Loopback, 0), _complaints.Add, identity).GetAwaiter().GetResult();
    }

    public HostCredentials Credentials { get; }

    public Uri Address => _server.Address;

    public FunctionHost Host => _host;

    /// <summary>What its clients trust, a PEM file; for one with a certificate.</summary>
    public string? Authorities { get; init; }

    public static ServedHost Start(ServerIdentity? identity = null, string? authorities = null) => new(identity) { Authorities = authorities };

    public string PathOf(string name) => _folder.PathOf(name);

    /// <summary>Deploys a module <c>f</c> whose handler is <c>f.handler</c>, without a client.</summary>
    public void Deploy(string name, string module) => _host.Functions.Create(
        name, File.ReadAllBytes(ZipOf(("f.py", module))), new FunctionChange { Runtime = _host.Functions.Runtimes[0], Handler = "f.handler" }, publish: false);

    /// <summary>The JSON that a function printed after a word, in the order of its log.</summary>
    public IReadOnlyList<JsonElement> LinesOf(string function, string word) =>
        [.. Encoding.UTF8.GetString(_host.Logs.Read(function, 0).Text).Split('\n').Where(line => line.StartsWith(word, StringComparison.Ordinal))
            .Select(line => JsonDocument.Parse(line[word.Length..]).RootElement)];

    /// <summary>Writes a zip that holds a module f.</summary>
    public string Zip(string module, string name = "f.zip")
    {
        _folder.Write("src/f.py", module);
        // The same text makes the same zip, whenever it is made.
        File.SetLastWriteTimeUtc(_folder.PathOf("src/f.py"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Run("/usr/bin/python3", ["-c", $"import zipfile; zipfile.ZipFile('{_folder.PathOf(name)}', 'w').write('{_folder.PathOf("src/f.py")}', 'f.py')"]);
        return _folder.PathOf(name);
    }

    /// <summary>Writes a zip of executable text files.</summary>
    public string ZipOf(params (string Name, string Text)[] files)
    {
        var path = _folder.PathOf("files.zip");
        File.Delete(path);
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, text) in files)
        {
            var entry = archive.CreateEntry(name);
            entry.ExternalAttributes = 0b1000_000_111_101_101 << 16;
            using var stream = entry.Open();
            stream.Write(Encoding.UTF8.GetBytes(text));
        }
        return path;
    }

    /// <summary>Runs Debian's <c>aws lambda …</c>; answers exit code and output, and its errors after that.</summary>
    public (int ExitCode, string Output) Aws(params string[] arguments) => Run("/usr/bin/aws", ["--endpoint-url", Address.ToString(), "lambda", .. arguments]);

    /// <summary>The same; it must succeed.</summary>
    public string AwsOk(params string[] arguments)
    {
        var (exitCode, output) = Aws(arguments);
        Assert.True(exitCode == 0, output);
        return output.Trim();
    }

    /// <summary>Runs a Python script with Debian's boto3; <c>client</c> is there.</summary>
    public string Boto(string script)
    {
        var (exitCode, output) = Run("/usr/bin/python3", ["-c", $"import boto3, json\nclient = boto3.client('lambda', endpoint_url='{Address}')\n{script}"]);
        Assert.True(exitCode == 0, output);
        return output.Trim();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _host.DisposeAsync();
        _folder.Dispose();
        Assert.Empty(_complaints);
    }

    private (int ExitCode, string Output) Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path };
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = _folder.PathOf("state/credentials");
        start.Environment["AWS_CA_BUNDLE"] = Authorities;
        start.Environment["AWS_CONFIG_FILE"] = "/dev/null";
        start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["AWS_PAGER"] = "";
        start.Environment["AWS_MAX_ATTEMPTS"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
