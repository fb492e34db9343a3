using System.CommandLine;
using System.Text;
using Thaw.Cli.Terminal;
using Thaw.Images.Simulation;
using Thaw.Linux.Files;

namespace Thaw.Cli.Images;

/// <summary><c>thaw images simulate</c>: what images would be worth for a trace of invocations.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var command = new Command("simulate", "Say what images are worth over a trace of invocations: cold-start times and memory of none, one a function, shared ones; nothing is run");
        SimulateOptions.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command.WithExamples(
            "thaw images simulate --synthetic", "thaw images simulate --synthetic --functions 5000 --image-memory 500 --json",
            "thaw images simulate trace.csv --costs recording/ other/", "thaw images simulate azurefunctions-dataset2019/ --keep-alive 60");
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        SimulateOptions.Check(parsed);
        var costs = SimulateOptions.Costs(parsed);
        if (SimulateOptions.CostsTarget(parsed) is { } file)
            DurableFile.WriteAtomically(file, stream => stream.Write(Encoding.UTF8.GetBytes(CostsFile.ToText(costs))));
        var report = ImageSimulation.Run(SimulateOptions.Trace(parsed), costs, SimulateOptions.Settings(parsed), cancellation);
        if (SimulateOptions.WantsJson(parsed))
            JsonOutput.Write(parsed.InvocationConfiguration.Output, report);
        else
            SimulateTable.Print(Screen.Of(parsed.InvocationConfiguration), report);
        return ExitCodes.Done;
    }
}
