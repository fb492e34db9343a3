using System.CommandLine;
using Thaw.Cli.Terminal;
using Thaw.Linux.Ownership;

namespace Thaw.Cli.Clean;

/// <summary><c>thaw clean</c>: removes what a crashed run left, by what it had recorded as its own and by nothing else.</summary>
internal static class CleanCommand
{
    /// <summary>The command, to be added to the root.</summary>
    public static Command Create()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be removed" };
        var json = new Option<bool>("--json") { Description = "Write one JSON document (schema thaw.clean) instead of text" };
        var command = new Command("clean", "Remove the processes and folders that a crashed run of Thaw left behind") { dryRun, json };
        command.SetAction(parsed => Run(parsed.GetValue(dryRun), parsed.GetValue(json), parsed.InvocationConfiguration));
        return command.WithExamples("thaw clean --dry-run", "thaw clean");
    }

    private static int Run(bool dryRun, bool json, InvocationConfiguration invocation)
    {
        if (Sweep(dryRun, invocation) is not { } result)
            return ExitCodes.BadInput;
        if (json)
            JsonOutput.Write(invocation.Output, CleanReport.Of(result, dryRun));
        else
            CleanRenderer.Render(invocation.Output, result, dryRun);
        return result.Orphans.Any(orphan => orphan.Failure is not null) || result.LeftAlone.Count > 0
            ? ExitCodes.AnswerIsNo
            : ExitCodes.Done;
    }

    private static SweepResult? Sweep(bool dryRun, InvocationConfiguration invocation)
    {
        try
        {
            return OrphanSweep.Sweep(StateFolder.Default, dryRun);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Screen.Complain(invocation, $"clean: {refused.Message}");
            return null;
        }
    }
}
