using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Thaw.Snapshots.Manifests;
using Thaw.Snapshots.Store;

namespace Thaw.Snapshots.Transfer;

/// <summary>
/// Takes in what <see cref="SnapshotExport"/> wrote. A snapshot is code that runs: one that this host has not signed is taken only when
/// the operator says so, and everything is checked against its manifest in any case.
/// </summary>
public sealed class SnapshotImport
{
    private readonly SnapshotStore _store;
    private readonly bool _signs;
    private readonly TarReader _tar;

    private SnapshotImport(SnapshotStore store, bool signs, TarReader tar)
    {
        _store = store;
        _signs = signs;
        _tar = tar;
    }

    /// <summary>Reads an export, and keeps what is in it.</summary>
    /// <param name="store">Where it goes.</param>
    /// <param name="input">The export; stays the caller's.</param>
    /// <param name="signs">Whether this host signs what another one took: then it trusts it as its own.</param>
    /// <returns>What is in the store now, parents first.</returns>
    /// <exception cref="SnapshotException">It is no export, damaged, too large, or not signed by this host.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static IReadOnlyList<SnapshotManifest> Read(SnapshotStore store, Stream input, bool signs)
    {
        ArgumentNullException.ThrowIfNull(store);
        try
        {
            using var uncompressed = new GZipStream(input, CompressionMode.Decompress, leaveOpen: true);
            using var tar = new TarReader(uncompressed, leaveOpen: true);
            return new SnapshotImport(store, signs, tar).ReadAll();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or EndOfStreamException or ArgumentException or OverflowException)
        {
            throw new SnapshotException($"not an exported snapshot: {e.Message}", e);
        }
    }

    private List<SnapshotManifest> ReadAll()
    {
        var imported = new List<SnapshotManifest>();
        while (_tar.GetNextEntry() is { } entry)
        {
            // A chain is two long; an archive of thousands would fill the disk one snapshot after another.
            if (imported.Count == 2)
                throw new SnapshotException("not an exported snapshot: it holds more than a snapshot and its parent");
            imported.Add(ReadOne(entry));
        }
        return imported.Count > 0 ? imported : throw new SnapshotException("not an exported snapshot: it is empty");
    }

    private SnapshotManifest ReadOne(TarEntry first)
    {
        var bytes = Content(first, "manifest.json", ManifestFormat.LargestBytes);
        var signature = Encoding.UTF8.GetString(Content(_tar.GetNextEntry(), "manifest.hmac", 4096));
        var manifest = ManifestFormat.Read(bytes, "the export's manifest");
        if (!_signs && !_store.Key.IsSigned(SnapshotFolder.Purpose, bytes, signature))
            throw new SnapshotException($"snapshot {manifest.Id} of {manifest.Subject.Name} was not signed by this host; a snapshot is code that runs: if you trust where it comes from, import it with --sign");
        // Before anything is written; each file is then held against its size.
        _store.CheckRoom(manifest);
        using var parent = manifest.Parent is { } id ? _store.HoldParent(id, manifest.Subject.Tenant) : null;
        using var work = _store.CreateWorkFolder();
        var folder = new SnapshotFolder(Path.Combine(work.Path, manifest.Id));
        Directory.CreateDirectory(folder.Images);
        foreach (var file in manifest.Files)
            Extract(folder, manifest, file);
        folder.Write(manifest, _store.Key);
        _store.Place(folder, manifest);
        return manifest;
    }

    private void Extract(SnapshotFolder folder, SnapshotManifest manifest, SnapshotFile file)
    {
        var entry = Expect(_tar.GetNextEntry(), $"{manifest.Id}/images/{file.Name}", file.Bytes);
        if (entry.Length != file.Bytes)
            throw new SnapshotException($"{file.Name} has {entry.Length} bytes instead of {file.Bytes}");
        var path = Path.Combine(folder.Images, file.Name);
        using (var output = new FileStream(path, FileMode.CreateNew))
            entry.DataStream?.CopyTo(output);
        if (FileChecksums.WhyNot(path, file) is { } wrong)
            throw new SnapshotException(wrong);
    }

    private static byte[] Content(TarEntry? entry, string name, long limit)
    {
        var content = new MemoryStream();
        Expect(entry, name, limit).DataStream?.CopyTo(content);
        return content.ToArray();
    }

    private static TarEntry Expect(TarEntry? entry, string name, long limit)
    {
        if (entry is null || entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !("/" + entry.Name).EndsWith("/" + name, StringComparison.Ordinal))
            throw new SnapshotException($"not an exported snapshot: {name} should come next, and {entry?.Name ?? "nothing"} does");
        return entry.Length <= limit ? entry : throw new SnapshotException($"not an exported snapshot: {name} has {entry.Length} bytes");
    }
}
