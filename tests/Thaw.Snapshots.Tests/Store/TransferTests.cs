using System.IO.Compression;
using Thaw.Snapshots.Manifests;
using Thaw.Snapshots.Store;
using Thaw.Snapshots.Transfer;

namespace Thaw.Snapshots.Tests.Store;

/// <summary>Snapshots that come back, and that come from elsewhere.</summary>
public sealed class TransferTests : IDisposable
{
    private readonly TestStore _here = new();
    private readonly TestStore _elsewhere = new();

    public void Dispose()
    {
        _here.Dispose();
        _elsewhere.Dispose();
    }

    [Fact]
    public void An_export_comes_back_with_its_parent()
    {
        var (image, function, export) = Export();
        Assert.Null(_here.Store.Delete(function.Id));
        Assert.Null(_here.Store.Delete(image.Id));
        Assert.Equal([image.Id, function.Id], Import(_here, export, signs: false).Select(each => each.Id));
        Assert.Null(_here.WhyNot(function));
        Assert.Equal(function.CreatedUtc, _here.Store.Find(function.Subject)!.Manifest.CreatedUtc);
        // Once more: what is there already stays.
        Import(_here, export, signs: false);
        Assert.Equal(2, _here.Store.All(out _).Count);
    }

    [Fact]
    public void What_another_host_took_needs_the_operators_word()
    {
        var (_, function, export) = Export();
        var refused = Assert.Throws<SnapshotException>(() => Import(_elsewhere, export, signs: false));
        Assert.Contains("was not signed by this host", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_elsewhere.Store.All(out _));
        Import(_elsewhere, export, signs: true);
        Assert.Null(_elsewhere.WhyNot(function));
    }

    [Fact]
    public void What_is_damaged_is_not_exported()
    {
        var (image, function, _) = Export();
        File.WriteAllBytes(_here.File(image, "images/pages-1.img"), new byte[8192]);
        var refused = Assert.Throws<SnapshotException>(() => SnapshotExport.Write(_here.Store, function.Id, new MemoryStream()));
        Assert.Contains("is not exported: pages-1.img is damaged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_that_is_too_large_or_none_is_refused_and_leaves_nothing()
    {
        var (_, _, export) = Export();
        using var small = new TestStore(new SnapshotLimits(5000, 10));
        Assert.Contains("all may take 5000", Assert.Throws<SnapshotException>(() => Import(small, export, signs: true)).Message, StringComparison.Ordinal);
        Assert.Throws<SnapshotException>(() => Import(small, export[..(export.Length / 2)], signs: true));
        Assert.Contains("it is empty", Assert.Throws<SnapshotException>(() => Import(small, Compressed(new byte[1024]), signs: true)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(small.Store.Folder, "items")).Concat(Directory.EnumerateFileSystemEntries(Path.Combine(small.Store.Folder, "work"))));
    }

    [Fact]
    public void Whatever_an_export_holds_it_is_taken_whole_or_refused()
    {
        var (_, _, export) = Export();
        var tar = new MemoryStream();
        using (var uncompressed = new GZipStream(new MemoryStream(export), CompressionMode.Decompress))
            uncompressed.CopyTo(tar);
        var random = new Random(20263);
        var refused = 0;
        for (var round = 0; round < 120; round++)
        {
            var bytes = tar.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                Import(_elsewhere, Compressed(bytes), signs: true);
            }
            catch (SnapshotException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 20, 120);
        foreach (var taken in _elsewhere.Store.All(out var damaged))
        {
            Assert.Empty(damaged);
            Assert.Empty(_elsewhere.Store.Verify(taken.Manifest.Id, locate: null));
        }
    }

    private (SnapshotManifest Image, SnapshotManifest Function, byte[] Export) Export()
    {
        var image = _here.Add([1, 2], _here.Draft("image"));
        var function = _here.Add([1, 3], _here.Draft(parent: image.Id));
        var output = new MemoryStream();
        SnapshotExport.Write(_here.Store, function.Id, output);
        return (image, function, output.ToArray());
    }

    private static IReadOnlyList<SnapshotManifest> Import(TestStore into, byte[] export, bool signs) => SnapshotImport.Read(into.Store, new MemoryStream(export), signs);

    private static byte[] Compressed(byte[] content)
    {
        var output = new MemoryStream();
        using (var compressed = new GZipStream(output, CompressionLevel.Fastest))
            compressed.Write(content);
        return output.ToArray();
    }
}
