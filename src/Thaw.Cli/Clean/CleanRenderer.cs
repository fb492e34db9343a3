using Thaw.Linux.Ownership;

namespace Thaw.Cli.Clean;

/// <summary>The sweep's result as lines of text. Paths are never broken, whatever the width.</summary>
internal static class CleanRenderer
{
    /// <summary>Writes one line for each thing found, then a line that sums up.</summary>
    public static void Render(TextWriter output, SweepResult result, bool dryRun)
    {
        foreach (var orphan in result.Orphans)
            output.WriteLine($"{Verb(orphan, dryRun)} {Noun(orphan)} {orphan.Name}, left by thaw process {orphan.OwnerPid}{Reason(orphan)}");
        foreach (var ledger in result.LeftAlone)
            output.WriteLine($"left alone {ledger}");
        output.WriteLine(Summary(result, dryRun));
    }

    private static string Verb(Orphan orphan, bool dryRun) =>
        orphan.Failure is not null ? "could not remove" : dryRun ? "would remove" : "removed";

    private static string Noun(Orphan orphan) => orphan.Kind == OrphanKind.Process ? "process" : "folder";

    private static string Reason(Orphan orphan) => orphan.Failure is null ? "" : $": {orphan.Failure}";

    private static string Summary(SweepResult result, bool dryRun)
    {
        var running = result.LiveOwners == 0 ? "" : $"; {result.LiveOwners} running thaw left alone";
        if (result.Orphans.Count == 0)
            return $"nothing to clean in {result.StateFolder}{running}";
        var removed = result.Orphans.Count(orphan => orphan.Removed);
        return dryRun
            ? $"{result.Orphans.Count} left behind; run `thaw clean` to remove them{running}"
            : $"{removed} of {result.Orphans.Count} removed{running}";
    }
}
