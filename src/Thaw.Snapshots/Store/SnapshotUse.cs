using Thaw.Snapshots.Manifests;

namespace Thaw.Snapshots.Store;

/// <summary>A snapshot that somebody uses: neither it nor its parents are deleted before Dispose.</summary>
public sealed class SnapshotUse : IDisposable
{
    private readonly SnapshotFolder _folder;
    private readonly FileStream _held;
    private Func<string?> _whyNot = () => null;

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

    /// <summary>
    /// Looks again, as <see cref="SnapshotStore.TryUse"/> did, whether all is what it was, and counts a restore. For each restore of a
    /// snapshot that is kept in use: a file that was written to since is noticed by its date, for a system call a file.
    /// </summary>
    /// <returns>Why it must not be restored any more; null when it may.</returns>
    public string? BeginRestore()
    {
        try
        {
            if (_whyNot() is { } why)
                return why;
            _folder.NoteUse();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    /// <summary>Lets go of it and of its parents.</summary>
    public void Dispose()
    {
        _held.Dispose();
        Parent?.Dispose();
    }

    /// <summary>Says how to look again.</summary>
    internal SnapshotUse Checked(Func<string?> whyNot)
    {
        _whyNot = whyNot;
        return this;
    }
}
