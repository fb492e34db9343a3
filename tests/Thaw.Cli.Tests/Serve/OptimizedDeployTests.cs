using System.Diagnostics;
using System.Text.Json;
using Thaw.Cli.Tests.HardInputs;
using Thaw.Cli.Tests.Optimize;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Serve;

/// <summary>Functions that are optimised on their way to a host.</summary>
public sealed class OptimizedDeployTests : IDisposable
{
    private readonly ThawProcess _thaw = new();

    [RequiresFact("root", "cgroups")]
    public void A_function_that_can_start_faster_does_and_says_so_and_another_one_is_deployed_as_it_is()
    {
        WastefulFunction.Write(_thaw);
        _thaw.WriteFunction("def handler(event, context):\n    return 'plain'\n", "plain");
        using var host = Serve(out var endpoint);
        Assert.Contains("optimized for boot by Thaw ", Ok("deploy", "f", "--optimize", "--quick", "--endpoint", endpoint).Output, StringComparison.Ordinal);
        Assert.Equal("{\"answer\": 42}\n", Ok("invoke", "f", "--endpoint", endpoint).Output);
        Assert.Contains("optimized for boot by Thaw ", Ok("functions", "--endpoint", endpoint).Output, StringComparison.Ordinal);

        var plain = Ok("deploy", "plain", "--optimize", "--quick", "--json", "--endpoint", endpoint);
        Assert.EndsWith("\nthaw: plain is deployed as it is: no import is worth deferring\n", plain.Error, StringComparison.Ordinal);
        Assert.Equal("", JsonDocument.Parse(plain.Output).RootElement.GetProperty("description").GetString());
        Assert.Equal("\"plain\"\n", Ok("invoke", "plain", "--endpoint", endpoint).Output);
        ThawProcess.Signal(host, "TERM");
        host.WaitForExit();
        _thaw.AssertNothingLeft();
    }

    public void Dispose() => _thaw.Dispose();

    private Process Serve(out string endpoint)
    {
        var host = _thaw.Start(null, "serve", "--listen", "127.0.0.1:0");
        endpoint = host.StandardOutput.ReadLine()!.Split(' ')[^1];
        return host;
    }

    private CommandRun Ok(params string[] arguments)
    {
        var run = _thaw.Run(null, arguments);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        return run;
    }
}
