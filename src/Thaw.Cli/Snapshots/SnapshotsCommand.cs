using System.CommandLine;

namespace Thaw.Cli.Snapshots;

/// <summary><c>thaw snapshots</c>: the store of snapshots.</summary>
internal static class SnapshotsCommand
{
    /// <summary>The command, to be added to the root.</summary>
    public static Command Create() => new("snapshots", "The snapshots that functions start from: what is on disk, whether it is whole, moving it")
    {
        SnapshotLists.List(),
        SnapshotLists.Inspect(),
        SnapshotChanges.Verify(),
        SnapshotChanges.Delete(),
        SnapshotTransfers.Export(),
        SnapshotTransfers.Import(),
    };
}
