using Thaw.Linux.Ownership;

namespace Thaw.Cli.Clean;

/// <summary>The JSON document of <c>thaw clean --json</c>.</summary>
/// <param name="Schema">Always <c>thaw.clean</c>.</param>
/// <param name="Version">The form's version, 1; raised when a member changes its meaning or goes.</param>
/// <param name="DryRun">Whether nothing was removed on purpose.</param>
/// <param name="StateFolder">The folder whose ledgers were read.</param>
/// <param name="Orphans">What dead Thaw processes left.</param>
/// <param name="DeadOwners">How many dead Thaw processes had left a ledger.</param>
/// <param name="LiveOwners">How many ledgers belong to Thaw processes that run; these were left alone.</param>
/// <param name="LeftAlone">Ledgers that could not be judged, each with the reason.</param>
internal sealed record CleanReport(
    string Schema,
    int Version,
    bool DryRun,
    string StateFolder,
    IReadOnlyList<Orphan> Orphans,
    int DeadOwners,
    int LiveOwners,
    IReadOnlyList<string> LeftAlone)
{
    /// <summary>A document of the current version.</summary>
    public static CleanReport Of(SweepResult result, bool dryRun) => new(
        "thaw.clean", 1, dryRun, result.StateFolder, result.Orphans, result.DeadOwners, result.LiveOwners, result.LeftAlone);
}
