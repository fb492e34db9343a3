using Thaw.Linux.Files;
using Thaw.Snapshots.Manifests;

namespace Thaw.Snapshots.Store;

/// <summary>The folder of one snapshot: its manifest, the signature, the images, and what is noted about them.</summary>
internal sealed class SnapshotFolder(string path)
{
    private const string Purpose = "thaw.snapshot.manifest";

    /// <summary>The folder.</summary>
    public string Path => path;

    /// <summary>The images, as CRIU reads them.</summary>
    public string Images => In("images");

    /// <summary>The manifest.</summary>
    public string Manifest => In("manifest.json");

    /// <summary>Its signature.</summary>
    public string Signature => In("manifest.hmac");

    /// <summary>Whoever uses the snapshot holds this open; nobody deletes it meanwhile.</summary>
    public string Lock => In("lock");

    /// <summary>A byte for each use; its date is that of the last one.</summary>
    public string Uses => In("uses");

    /// <summary>What was found whole in this boot of the host.</summary>
    public string Verified => In("verified.json");

    /// <summary>Writes what makes a folder with images a snapshot.</summary>
    public void Write(SnapshotManifest manifest, SnapshotKey key)
    {
        var bytes = ManifestFormat.Write(manifest);
        File.WriteAllBytes(Manifest, bytes);
        File.WriteAllText(Signature, key.Sign(Purpose, bytes));
        File.WriteAllBytes(Lock, []);
        File.WriteAllBytes(Uses, []);
        foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Reads the manifest if this host signed it.</summary>
    /// <exception cref="SnapshotException">It did not, or the manifest is damaged.</exception>
    public SnapshotManifest Read(SnapshotKey key)
    {
        try
        {
            return Read((bytes, signature) => key.IsSigned(Purpose, bytes, signature));
        }
        catch (IOException e)
        {
            throw new SnapshotException($"{path}: not a snapshot: {e.Message}", e);
        }
    }

    private SnapshotManifest Read(Func<byte[], string, bool> isSigned)
    {
        if (new FileInfo(Manifest).Length > ManifestFormat.LargestBytes)
            throw new SnapshotException($"{Manifest}: larger than any manifest");
        var bytes = File.ReadAllBytes(Manifest);
        // Nothing of it is looked at before that.
        if (!isSigned(bytes, File.ReadAllText(Signature)))
            throw new SnapshotException($"{Manifest}: this host has not signed it: it is damaged, or somebody else's");
        var manifest = ManifestFormat.Read(bytes, Manifest);
        return manifest.Id == System.IO.Path.GetFileName(path)
            ? manifest
            : throw new SnapshotException($"{path}: holds snapshot {manifest.Id}");
    }

    /// <summary>Holds the snapshot; null when somebody else holds it in a way that excludes this, or it is gone.</summary>
    /// <param name="isExclusive">True to delete it; false to use it, as others may at the same time.</param>
    public FileStream? Hold(bool isExclusive)
    {
        FileStream? held = null;
        try
        {
            // The framework takes flock(2), which goes with the process: exclusive for None, shared for Read.
            held = new FileStream(Lock, FileMode.Open, FileAccess.Read, isExclusive ? FileShare.None : FileShare.Read);
        }
        catch (IOException)
        {
            return null;
        }
        // It may have been deleted, and made again, between its opening and its lock; then this is the lock of nothing.
        if (HardLink.NumberOf($"/proc/self/fd/{held.SafeFileHandle.DangerousGetHandle()}") == HardLink.NumberOf(Lock))
            return held;
        held.Dispose();
        return null;
    }

    /// <summary>Notes a use.</summary>
    public void NoteUse()
    {
        using var uses = new FileStream(Uses, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        uses.WriteByte(0);
    }

    private string In(string name) => System.IO.Path.Combine(path, name);
}
