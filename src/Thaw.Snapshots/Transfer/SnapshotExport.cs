using System.Formats.Tar;
using System.IO.Compression;
using Thaw.Snapshots.Store;

namespace Thaw.Snapshots.Transfer;

/// <summary>
/// Writes a snapshot for another host, or for a backup: a tar, compressed with gzip. Of each snapshot, parents first, it holds
/// ID/manifest.json, ID/manifest.hmac, and ID/images/NAME in the manifest's order.
/// </summary>
public static class SnapshotExport
{
    /// <summary>Writes it.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="id">Its name.</param>
    /// <param name="output">Stays the caller's.</param>
    /// <exception cref="SnapshotException">There is none of this name, or it is damaged: what is damaged is not handed on.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static void Write(SnapshotStore store, string id, Stream output)
    {
        ArgumentNullException.ThrowIfNull(store);
        using var use = store.Hold(id);
        if (store.Verify(id, locate: null) is [var wrong, ..])
            throw new SnapshotException($"snapshot {id} is not exported: {wrong}");
        using var compressed = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
        using var tar = new TarWriter(compressed, TarEntryFormat.Pax, leaveOpen: true);
        Write(tar, use);
    }

    private static void Write(TarWriter tar, SnapshotUse use)
    {
        if (use.Parent is { } parent)
            Write(tar, parent);
        var folder = new SnapshotFolder(Path.GetDirectoryName(use.Images)!);
        var id = use.Manifest.Id;
        tar.WriteEntry(folder.Manifest, $"{id}/manifest.json");
        tar.WriteEntry(folder.Signature, $"{id}/manifest.hmac");
        foreach (var file in use.Manifest.Files)
            tar.WriteEntry(Path.Combine(folder.Images, file.Name), $"{id}/images/{file.Name}");
    }
}
