using System.CommandLine;
using System.Text;
using Spectre.Console;
using Thaw.Cli.Serve;
using Thaw.Cli.Terminal;
using Thaw.Functions;
using Thaw.Lab.Benchmarks;
using Thaw.Sandboxing;

namespace Thaw.Cli.Demo;

/// <summary>The part of the demo about hosts: functions are deployed and invoked through the API; booted, forked from an image, and warm.</summary>
internal static class DemoHost
{
    // Enough for the images of both functions, 120 and 40 MB.
    private const long ImageBytes = 1L << 30;
    private const string Fork = "fork";
    private const int Runs = 3;

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
            await using var host = await PrivateHost.StartAsync(invocation, settings => settings with { ImageBytes = ImageBytes });
            console.WriteLine($"a host of functions at {host.Address.ToString().TrimEnd('/')}, each instance in a sandbox of its own");
            var reports = new List<BenchReport>();
            foreach (var folder in folders)
            {
                var name = Path.GetFileName(folder);
                var code = await host.DeployAsync(folder, name, invocation, cancellation);
                if (code != ExitCodes.Done)
                    return code;
                reports.Add(await MeasureAsync(console, host, folder, name, cancellation));
            }
            DemoHostTable.Write(console, reports);
            return ExitCodes.Done;
        }
        catch (SandboxException e)
        {
            // The rest of the demo needs no root.
            console.WriteLine($"left out: {e.Message}");
            return ExitCodes.Done;
        }
    }

    private static async Task<BenchReport> MeasureAsync(IAnsiConsole console, PrivateHost host, string folder, string name, CancellationToken cancellation)
    {
        var usual = FunctionLoader.Load(folder, new FunctionLoadOptions()).UsualEvent();
        var plan = new BenchPlan(name, ["boot", "warm"], Runs, 1, false, Encoding.UTF8.GetBytes(usual?.Json ?? "{}"));
        using var client = host.CreateClient();
        if (!host.Strategies.Contains(Fork))
        {
            console.WriteLine($"{name}: left out: images, and so forks, need root");
            return await BenchRun.MakeAsync(client, plan, null, cancellation);
        }
        try
        {
            return await BenchRun.MakeAsync(client, plan with { Strategies = ["boot", Fork, "warm"] }, null, cancellation);
        }
        catch (BenchException e)
        {
            console.WriteLine($"left out: {e.Message}");
            return await BenchRun.MakeAsync(client, plan, null, cancellation);
        }
    }
}
