using Thaw.Snapshots.Manifests;

namespace Thaw.Snapshots.Store;

/// <summary>What a restore would find: a snapshot is used only where it fits.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Software">The interpreter and the CRIU.</param>
/// <param name="Locate">Where a library that a process saw is on this host; null when it is nowhere.</param>
public sealed record SnapshotConditions(SnapshotMachine Machine, SnapshotSoftware Software, Func<string, string?> Locate)
{
    /// <summary>Why a snapshot cannot be restored under these conditions, as far as its manifest tells; null when it can.</summary>
    public string? WhyNot(SnapshotManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (manifest.Machine.WhyNotOn(Machine) is { } otherMachine)
            return otherMachine;
        if (manifest.Software.Interpreter != Software.Interpreter)
            return $"it runs {manifest.Software.Interpreter}, and the interpreter is {Software.Interpreter}";
        return manifest.Software.Criu == Software.Criu ? null : $"CRIU {manifest.Software.Criu} took it, and this is {Software.Criu}";
    }
}
