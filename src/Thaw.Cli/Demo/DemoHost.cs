using System.CommandLine;
using System.Globalization;
using System.Text;
using Spectre.Console;
using Thaw.Cli.Serve;
using Thaw.Cli.Terminal;
using Thaw.Functions;
using Thaw.Lab.Benchmarks;
using Thaw.Sandboxing;

namespace Thaw.Cli.Demo;

/// <summary>The part of the demo about hosts: functions are deployed and invoked through the API, cold and warm.</summary>
internal static class DemoHost
{
    /// <summary>Starts a host on a free port, shows the functions on it, and stops it again.</summary>
    /// <param name="console">Where the lines go.</param>
    /// <param name="folders">The functions.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>An exit code.</returns>
    public static async Task<int> ShowAsync(IAnsiConsole console, IReadOnlyList<string> folders, CancellationToken cancellation)
    {
        var invocation = new InvocationConfiguration();
        try
        {
            await using var host = await PrivateHost.StartAsync(invocation, settings => settings);
            console.WriteLine($"a host of functions at {host.Address.ToString().TrimEnd('/')}, each instance in a sandbox of its own");
            foreach (var folder in folders)
            {
                var name = Path.GetFileName(folder);
                var code = await host.DeployAsync(folder, name, invocation, cancellation);
                if (code != ExitCodes.Done)
                    return code;
                await InvokeAsync(console, host, folder, name, cancellation);
            }
            return ExitCodes.Done;
        }
        catch (SandboxException e)
        {
            // The rest of the demo needs no root.
            console.WriteLine($"left out: {e.Message}");
            return ExitCodes.Done;
        }
    }

    private static async Task InvokeAsync(IAnsiConsole console, PrivateHost host, string folder, string name, CancellationToken cancellation)
    {
        var usual = FunctionLoader.Load(folder, new FunctionLoadOptions()).UsualEvent();
        var plan = new BenchPlan(name, ["boot", "warm"], 1, 1, false, Encoding.UTF8.GetBytes(usual?.Json ?? "{}"));
        using var client = host.CreateClient();
        var report = await BenchRun.MakeAsync(client, plan, null, cancellation);
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {name,-15}{usual?.Name,-15} cold {report.Results[0].P50Ms,6:0} ms   warm {report.Results[1].P50Ms,6:0.0} ms   {report.Results[0].PssBytes / 1e6,4:0} MB"));
    }
}
