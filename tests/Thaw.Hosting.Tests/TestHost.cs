using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Invoking;
using Thaw.Testing;

namespace Thaw.Hosting.Tests;

/// <summary>A host with a state folder of its own, and functions to deploy to it.</summary>
public sealed class TestHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HostSettings _settings;

    public TestHost(Func<HostSettings, HostSettings>? change = null)
    {
        var settings = new HostSettings(_folder.PathOf("state"), Repository.PathOf("artifacts/test-cache"));
        _settings = change?.Invoke(settings) ?? settings;
        Host = FunctionHost.Start(_settings);
        Runtime = HostFacts.SystemRuntime;
    }

    public FunctionHost Host { get; private set; }

    /// <summary>A runtime that the machine has.</summary>
    public string Runtime { get; }

    public string PathOf(string name) => Path.Combine(_folder.PathOf("state"), name);

    /// <summary>A zip of text files.</summary>
    public static byte[] Zip(params (string Name, string Text)[] files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return stream.ToArray();
    }

    /// <summary>Deploys a module <c>f</c> whose handler is <c>f.handler</c>.</summary>
    public DeployedFunction Deploy(string name, string module, FunctionChange? settings = null) => Host.Functions.Create(
        name, Zip(("f.py", module)), (settings ?? new FunctionChange()) with { Runtime = Runtime, Handler = settings?.Handler ?? "f.handler" }, publish: false).Function;

    /// <summary>Invokes what is deployed now.</summary>
    public async Task<CompletedInvocation> InvokeAsync(string name, string json = "{}", string? qualifier = null)
    {
        var (function, version) = Host.Functions.Get(new FunctionName(name, qualifier));
        return await Host.Invoker.InvokeAsync(
            function, version, new Invocation(Guid.NewGuid().ToString(), Encoding.UTF8.GetBytes(json), FunctionName.Arn(name)), CancellationToken.None);
    }

    public static string Text(CompletedInvocation done) => Encoding.UTF8.GetString(done.Answer.Payload.Span);

    public static string Log(CompletedInvocation done) => Encoding.UTF8.GetString(done.Log.ToArray());

    public static (string Type, string Message) Error(CompletedInvocation done)
    {
        Assert.True(done.Answer.IsError, Text(done));
        using var document = JsonDocument.Parse(done.Answer.Payload);
        return (document.RootElement.GetProperty("errorType").GetString()!, document.RootElement.GetProperty("errorMessage").GetString()!);
    }

    /// <summary>Ends the host and starts another one with its state.</summary>
    public async Task RestartAsync()
    {
        await Host.DisposeAsync();
        Host = FunctionHost.Start(_settings);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _folder.Dispose();
    }
}
