using System.Collections.Concurrent;
using Thaw.Criu.Images;
using Thaw.Linux.Files;
using Thaw.Linux.Ownership;
using Thaw.Snapshots.Manifests;

namespace Thaw.Snapshots.Store;

/// <summary>
/// The snapshots of a host, in a folder that only its user can read: each under the name of its content, signed by the host, used only
/// while it is what was signed, and never more than the limits allow.
/// </summary>
/// <remarks>
/// Members may be called from any thread, and several processes may use one folder: a snapshot appears and goes by a rename, and one
/// that is in use, or whose pages another one needs, stays. A crash leaves work folders, which their owner's guardian removes.
/// </remarks>
public sealed class SnapshotStore
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const int MostAttempts = 100;

    // A manifest that was read and not written to since: All and TryUse are in the path of a cold start.
    private readonly ConcurrentDictionary<string, (FileStamp Stamp, SnapshotManifest Manifest)> _read = new(StringComparer.Ordinal);
    private readonly OwnershipLedger _ledger;
    private readonly SnapshotLimits _limits;
    private readonly TimeProvider _time;

    private SnapshotStore(string folder, OwnershipLedger ledger, SnapshotLimits limits, TimeProvider time)
    {
        Folder = folder;
        _ledger = ledger;
        _limits = limits;
        _time = time;
        Key = SnapshotKey.Open(Path.Combine(folder, "key"));
    }

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    internal SnapshotKey Key { get; }

    private string Items => Path.Combine(Folder, "items");

    private string Work => Path.Combine(Folder, "work");

    /// <summary>Opens the folder; creates it when missing, closed to others.</summary>
    /// <param name="folder">Usually <c>snapshots</c> in the folder of what Thaw keeps.</param>
    /// <param name="ledger">Owns the work folders.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <param name="time">The clock; the system's when null.</param>
    /// <exception cref="SnapshotException">The key is damaged, or others may read it.</exception>
    /// <exception cref="IOException">The folder cannot be made, or is somebody else's.</exception>
    public static SnapshotStore Open(string folder, OwnershipLedger ledger, SnapshotLimits limits, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        var store = new SnapshotStore(Prepare(folder), ledger, limits, time ?? TimeProvider.System);
        Directory.CreateDirectory(store.Items, OwnersOnly);
        Directory.CreateDirectory(store.Work, OwnersOnly);
        return store;
    }

    /// <summary>A folder on the store's file system, for a capture or for an instance; it goes on Dispose.</summary>
    public OwnedFolder CreateWorkFolder() => _ledger.CreateOwnedFolder("snapshot", Work);

    /// <summary>All snapshots that this host signed, by name of what they are of; what is damaged is in <paramref name="damaged"/>, each in a line.</summary>
    public IReadOnlyList<StoredSnapshot> All(out IReadOnlyList<string> damaged)
    {
        var snapshots = new List<StoredSnapshot>();
        var others = new List<string>();
        foreach (var path in Directory.EnumerateDirectories(Items))
        {
            try
            {
                var folder = new SnapshotFolder(path);
                var uses = new FileInfo(folder.Uses);
                snapshots.Add(new StoredSnapshot(Read(folder), uses.Length, uses.LastWriteTimeUtc));
            }
            catch (Exception e) when (e is SnapshotException or IOException)
            {
                // One that was deleted meanwhile is not damaged.
                if (Directory.Exists(path))
                    others.Add(e.Message);
            }
        }
        damaged = others;
        return [.. snapshots.OrderBy(each => each.Manifest.Subject.Name, StringComparer.Ordinal).ThenBy(each => each.Manifest.Id, StringComparer.Ordinal)];
    }

    /// <summary>The newest snapshot of something; null when there is none.</summary>
    public StoredSnapshot? Find(SnapshotSubject subject) =>
        All(out _).Where(each => each.Manifest.Subject == subject).MaxBy(each => each.Manifest.CreatedUtc);

    /// <summary>Keeps what a capture wrote: compacted, with checksums and signature; then evicts what is beyond the limits.</summary>
    /// <param name="images">The image folder that CRIU wrote, in a work folder of this store; taken over.</param>
    /// <param name="draft">What the capture knows.</param>
    /// <returns>The snapshot; the one that is there already when its content is the same.</returns>
    /// <exception cref="SnapshotException">It is larger than the store may be, or the parent is another tenant's, or gone.</exception>
    /// <exception cref="CriuImageException">CRIU's images are damaged.</exception>
    /// <exception cref="IOException">A file cannot be read or written: the disk may be full.</exception>
    public SnapshotManifest Add(string images, SnapshotDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        using var parent = draft.Parent is { } id ? HoldParent(id, draft.Subject.Tenant) : null;
        using var work = CreateWorkFolder();
        var folder = new SnapshotFolder(Path.Combine(work.Path, "item"));
        Directory.CreateDirectory(folder.Path, OwnersOnly);
        SnapshotImages.TakeOver(images, folder.Images);
        var manifest = ManifestFormat.Named(SnapshotImages.Describe(folder.Images, draft, parent, _time.GetUtcNow()));
        folder.Write(manifest, Key);
        Place(folder, manifest);
        NoteWhole(manifest, draft);
        return manifest;
    }

    /// <summary>So that the first restore need not read everything; if something is wrong, that one will say so.</summary>
    private void NoteWhole(SnapshotManifest manifest, SnapshotDraft draft)
    {
        try
        {
            _ = new SnapshotVerification(new SnapshotFolder(PathOf(manifest.Id)), Key, _time).WhyNot(manifest, path => draft.Libraries.GetValueOrDefault(path));
        }
        catch (IOException)
        {
            // Another process has deleted it already.
        }
    }

    /// <summary>Begins to use a snapshot, if it fits and is whole.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="conditions">What a restore would find.</param>
    /// <param name="why">Why not, in words; null when it can be used.</param>
    /// <returns>Null when it must not be used.</returns>
    public SnapshotUse? TryUse(string id, SnapshotConditions conditions, out string? why)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        SnapshotUse? use = null;
        try
        {
            use = Hold(id);
            why = conditions.WhyNot(use.Manifest) ?? WhyNotWhole(use, conditions.Locate);
        }
        catch (Exception e) when (e is SnapshotException or IOException or UnauthorizedAccessException)
        {
            why = e.Message;
        }
        if (why is null)
        {
            var checkedUse = use!;
            return checkedUse.Checked(() => WhyNotWhole(checkedUse, conditions.Locate));
        }
        use?.Dispose();
        return null;
    }

    /// <summary>Reads all of a snapshot and its parents, and says what is wrong with it; empty when nothing is.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="locate">Where a library is on this host; null when it is nowhere. When it is null itself, libraries are not looked at.</param>
    /// <exception cref="SnapshotException">There is none of this name, or this host has not signed it.</exception>
    public IReadOnlyList<string> Verify(string id, Func<string, string?>? locate)
    {
        using var use = Hold(id);
        var wrong = new List<string>();
        for (var each = use; each is not null; each = each.Parent)
            wrong.AddRange(new SnapshotVerification(new SnapshotFolder(PathOf(each.Manifest.Id)), Key, _time).CheckAll(each.Manifest, locate));
        return wrong;
    }

    /// <summary>Deletes a snapshot.</summary>
    /// <returns>Why not: it is in use, or another one needs its pages; null when it is gone.</returns>
    public string? Delete(string id)
    {
        if (!ManifestFormat.IsId(id) || !Directory.Exists(PathOf(id)))
            return $"there is no snapshot {id}";
        var folder = new SnapshotFolder(PathOf(id));
        using var held = File.Exists(folder.Lock) ? folder.Hold(isExclusive: true) : Stream.Null;
        if (held is null)
            return $"snapshot {id} is in use";
        if (All(out _).FirstOrDefault(each => each.Manifest.Parent == id) is { } child)
            return $"snapshot {child.Manifest.Id} needs the pages of {id}";
        // First out of its name, in one step: nobody finds half of it.
        using var work = CreateWorkFolder();
        try
        {
            Directory.Move(folder.Path, Path.Combine(work.Path, "gone"));
        }
        catch (DirectoryNotFoundException)
        {
            // One that was damaged, so that it could not be held, and that another process has just deleted.
            return $"there is no snapshot {id}";
        }
        DurableFile.SyncFolder(Items);
        _read.TryRemove(folder.Path, out _);
        return null;
    }

    /// <summary>Gives a finished folder its name, unless the same is there; then keeps to the limits.</summary>
    internal void Place(SnapshotFolder folder, SnapshotManifest manifest)
    {
        CheckRoom(manifest);
        Name(folder.Path, PathOf(manifest.Id), manifest);
        Evict(manifest.Id);
    }

    private void Name(string from, string to, SnapshotManifest manifest)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (!Directory.Exists(to))
                    DurableFile.RenameFolder(from, to);
                // The same content: the one that is there may be in use, and is only replaced if it is damaged.
                else if (IsDamaged(manifest))
                    DurableFile.ExchangeFolders(from, to);
                return;
            }
            catch (IOException) when (attempt < MostAttempts)
            {
                // Another process has placed or deleted the same between the look and the step.
            }
        }
    }

    /// <summary>Refuses what is larger than all snapshots may be.</summary>
    internal void CheckRoom(SnapshotManifest manifest)
    {
        if (manifest.Bytes > _limits.Bytes)
            throw new SnapshotException($"the snapshot of {manifest.Subject.Name} takes {manifest.Bytes} bytes, and all may take {_limits.Bytes}");
    }

    /// <summary>Holds a snapshot that this host signed, and its parents; nothing else is checked.</summary>
    internal SnapshotUse Hold(string id)
    {
        if (!ManifestFormat.IsId(id) || !Directory.Exists(PathOf(id)))
            throw new SnapshotException($"there is no snapshot {id}");
        var folder = new SnapshotFolder(PathOf(id));
        var held = folder.Hold(isExclusive: false) ?? throw new SnapshotException($"snapshot {id} is being deleted");
        try
        {
            var manifest = Read(folder);
            return new SnapshotUse(folder, manifest, held, manifest.Parent is { } parent ? HoldParent(parent, manifest.Subject.Tenant) : null);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    // Before the key is there, and before anything of a function's memory is.
    private static string Prepare(string folder)
    {
        var path = Directory.CreateDirectory(folder, OwnersOnly).FullName;
        if (File.GetUnixFileMode(path) != OwnersOnly)
            File.SetUnixFileMode(path, OwnersOnly);
        return path;
    }

    /// <summary>Holds a parent; another tenant's is refused.</summary>
    internal SnapshotUse HoldParent(string id, string tenant)
    {
        var parent = Hold(id);
        if (parent.Manifest.Subject.Tenant == tenant)
            return parent;
        parent.Dispose();
        throw new SnapshotException($"snapshot {id} belongs to another tenant, and nothing is shared between tenants");
    }

    private SnapshotManifest Read(SnapshotFolder folder)
    {
        var stamp = FileStamp.Of(folder.Manifest);
        if (stamp is not null && _read.TryGetValue(folder.Path, out var known) && known.Stamp == stamp)
            return known.Manifest;
        var manifest = folder.Read(Key);
        if (stamp is { } settled && settled.IsSettledAt(_time.GetUtcNow()))
            _read[folder.Path] = (settled, manifest);
        return manifest;
    }

    private string? WhyNotWhole(SnapshotUse use, Func<string, string?> locate)
    {
        for (var each = use; each is not null; each = each.Parent)
        {
            if (new SnapshotVerification(new SnapshotFolder(PathOf(each.Manifest.Id)), Key, _time).WhyNot(each.Manifest, locate) is { } why)
                return why;
        }
        return null;
    }

    private bool IsDamaged(SnapshotManifest manifest)
    {
        var there = new SnapshotFolder(PathOf(manifest.Id));
        try
        {
            return there.Read(Key).Files.Any(file => FileChecksums.WhyNot(Path.Combine(there.Images, file.Name), file) is not null);
        }
        catch (Exception e) when (e is SnapshotException or IOException)
        {
            return true;
        }
    }

    /// <summary>Deletes what is worth least, until the rest is within the limits; never the newest one, its parents, or what is in use.</summary>
    private void Evict(string newest)
    {
        var all = All(out _);
        var bytes = all.Sum(each => each.Manifest.Bytes);
        var count = all.Count;
        var now = _time.GetUtcNow();
        foreach (var each in all.OrderBy(each => each.WorthAt(now)))
        {
            if (bytes <= _limits.Bytes && count <= _limits.Count)
                return;
            if (each.Manifest.Id == newest || Delete(each.Manifest.Id) is not null)
                continue;
            bytes -= each.Manifest.Bytes;
            count--;
        }
    }

    private string PathOf(string id) => Path.Combine(Items, id);
}
