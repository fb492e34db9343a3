using System.Text.Json;
using Thaw.Cli.Tests.HardInputs;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Serve;

/// <summary>A function on a host is profiled with what it really gets.</summary>
public sealed class CaptureTests : IDisposable
{
    private readonly ThawProcess _thaw = new();

    [RequiresFact("root", "cgroups")]
    public void A_deployed_function_is_profiled_with_its_code_its_layers_and_the_events_that_were_captured()
    {
        _thaw.Write("app/src/app.py", "import os, words\ndef handler(event, context):\n    return [words.HELLO, event['page'], os.environ['TABLE']]\n");
        _thaw.Write("app/layer/python/words.py", "HELLO = 'hello'\n");
        _thaw.Write("app/template.yaml", $$$$"""
            Resources:
              Words: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer}}
              Greet:
                Type: AWS::Serverless::Function
                Properties: {Runtime: {{{{Runtime()}}}}, FunctionName: greet, CodeUri: src, Handler: app.handler, Layers: [!Ref Words], Environment: {Variables: {TABLE: orders}}}
            """);
        using var host = _thaw.Start(null, "serve", "--listen", "127.0.0.1:0", "--capture", "4", "--redact", "who");
        var endpoint = host.StandardOutput.ReadLine()!.Split(' ')[^1];
        Ok("deploy", "app", "--endpoint", endpoint);
        for (var i = 0; i < 5; i++)
            Ok("invoke", "greet", "--event", "{\"page\": 1, \"whom\": \"ada\"}", "--endpoint", endpoint);
        Ok("invoke", "greet", "--event", "{\"page\": \"two\"}", "--endpoint", endpoint);

        var report = JsonDocument.Parse(Ok("profile", "greet", "--endpoint", endpoint, "--runs", "2", "--out", _thaw.PathOf("recording"), "--json")).RootElement;
        Assert.Equal("greet", report.GetProperty("function").GetProperty("name").GetString());
        var texts = string.Concat(Directory.EnumerateFiles(_thaw.PathOf("recording"), "*", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.Contains("captured3", texts, StringComparison.Ordinal);
        Assert.DoesNotContain("ada", texts, StringComparison.Ordinal);
        ThawProcess.Signal(host, "TERM");
        host.WaitForExit();
        _thaw.AssertNothingLeft();
    }

    [RequiresFact("root", "cgroups")]
    public void A_name_that_is_neither_on_the_disk_nor_on_the_host_is_one_line()
    {
        using var host = _thaw.Start(null, "serve", "--listen", "127.0.0.1:0");
        var endpoint = host.StandardOutput.ReadLine()!.Split(' ')[^1];
        var run = _thaw.Run(null, "profile", "nothing", "--endpoint", endpoint);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("thaw: nothing: no file or folder, and as a function: Function not found: ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        ThawProcess.Signal(host, "TERM");
        host.WaitForExit();
    }

    public void Dispose() => _thaw.Dispose();

    private static string Runtime() => Path.GetFileName(File.ResolveLinkTarget("/usr/bin/python3", returnFinalTarget: true)!.FullName);

    private string Ok(params string[] arguments)
    {
        var run = _thaw.Run(null, arguments);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        return run.Output;
    }
}
