using Thaw.Criu.Images;
using Thaw.Criu.Images.Tasks;
using Thaw.Linux.Files;
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

    /// <summary>Its images. Nobody writes to them; CRIU needs a folder of its own, see <see cref="LinkInto"/>.</summary>
    public string Images => _folder.Images;

    /// <summary>
    /// Fills an instance's folder with what CRIU and a pager need to restore it: links to all images, the parents' in the folder
    /// <c>parent</c>, and copies of the threads' images in which they are another user's.
    /// </summary>
    /// <param name="folder">Empty; on the store's file system, or the images are copied.</param>
    /// <param name="uid">The instance's user.</param>
    /// <param name="gid">Its group.</param>
    /// <exception cref="IOException">A link or a file cannot be made.</exception>
    public void LinkInto(string folder, uint uid, uint gid)
    {
        var threads = ProcessTree.Read(Images).SelectMany(process => process.Threads).Select(tid => Path.GetFileName(ImageKind.Core.FileIn("", tid))).ToHashSet();
        foreach (var file in Manifest.Files.Where(file => !threads.Contains(file.Name)))
            HardLink.Create(Path.Combine(Images, file.Name), Path.Combine(folder, file.Name));
        foreach (var name in threads)
        {
            using var reader = ImageRecordReader.Open(Path.Combine(Images, name), ImageKind.Core);
            using var copy = new FileStream(Path.Combine(folder, name), FileMode.CreateNew);
            CoreImage.CopyFor(reader, copy, uid, gid);
        }
        Parent?.LinkPages(Directory.CreateDirectory(Path.Combine(folder, "parent")).FullName);
    }

    /// <summary>Lets go of it and of its parents.</summary>
    public void Dispose()
    {
        _held.Dispose();
        Parent?.Dispose();
    }

    // Of a parent only pages are read.
    private void LinkPages(string folder)
    {
        foreach (var file in Manifest.Files.Where(file => file.Name.StartsWith("page", StringComparison.Ordinal)))
            HardLink.Create(Path.Combine(Images, file.Name), Path.Combine(folder, file.Name));
        Parent?.LinkPages(Directory.CreateDirectory(Path.Combine(folder, "parent")).FullName);
    }
}
