using Thaw.Sandboxing.Sandboxes;
using Thaw.Snapshots.Store;

namespace Thaw.Snapshots.Restore;

/// <summary>What a captured process is to become.</summary>
/// <param name="Snapshot">Its images, which are whole and fit; the caller's.</param>
/// <param name="Sandbox">Where it goes on: the same code, layers, libraries and root as where it was captured.</param>
/// <param name="UserId">Its uid and gid; the images of its threads are copied for that.</param>
public sealed record ProcessRestoreRequest(SnapshotUse Snapshot, SandboxSettings Sandbox, uint UserId)
{
    /// <summary>Whether its pages come when they are touched, and not before it goes on.</summary>
    public bool IsLazy { get; init; }
}
