namespace Thaw.Linux.Ownership;

/// <summary>What kind of thing a dead Thaw left behind.</summary>
public enum OrphanKind
{
    /// <summary>A process, named by its pid.</summary>
    Process,

    /// <summary>A folder, named by its path.</summary>
    Folder,
}

/// <summary>One thing that a dead Thaw left behind.</summary>
/// <param name="Kind">Process or folder.</param>
/// <param name="Name">The pid or the path.</param>
/// <param name="OwnerPid">The pid of the Thaw that made it.</param>
/// <param name="Removed">Whether it is gone now; false in a dry run.</param>
/// <param name="Failure">Why it could not be removed, or null.</param>
public sealed record Orphan(OrphanKind Kind, string Name, int OwnerPid, bool Removed, string? Failure);

/// <summary>What a sweep found and did.</summary>
/// <param name="StateFolder">The folder whose ledgers were read.</param>
/// <param name="Orphans">What dead owners left, in the order of their ledgers.</param>
/// <param name="DeadOwners">How many ledgers of dead owners there were.</param>
/// <param name="LiveOwners">How many ledgers belong to Thaw processes that run, and were left alone.</param>
/// <param name="LeftAlone">Ledgers that could not be judged, each with the reason.</param>
public sealed record SweepResult(
    string StateFolder, IReadOnlyList<Orphan> Orphans, int DeadOwners, int LiveOwners, IReadOnlyList<string> LeftAlone);
