using Thaw.Snapshots.Manifests;

namespace Thaw.Snapshots.Store;

/// <summary>A snapshot that somebody uses: neither it nor its parents are deleted before Dispose.</summary>
public sealed class SnapshotUse : IDisposable
{
    private readonly SnapshotFolder _folder;
    private readonly FileStream _held;

    internal SnapshotUse(SnapshotFolder folder, SnapshotManifest manifest, FileStream held, SnapshotUse? parent)
    {
        _folder = folder;
        _held = held;
        Manifest = manifest;
        Parent = parent;
    }

    /// <summary>What it is.</summary>
    public SnapshotManifest Manifest { get; }

    /// <summary>The one whose pages it shares; null when it has all of its own.</summary>
    public SnapshotUse? Parent { get; }

    /// <summary>Its images, for <see cref="Restore.ProcessRestoreRequest.Folder"/>; its parent's are for <see cref="Restore.ProcessRestoreRequest.ParentFolder"/>. Nobody writes to them.</summary>
    public string Images => _folder.Images;

    /// <summary>Lets go of it and of its parents.</summary>
    public void Dispose()
    {
        _held.Dispose();
        Parent?.Dispose();
    }
}
