using Thaw.Criu.Images.Pages;
using Thaw.Criu.Images.Tasks;
using Thaw.Snapshots.Manifests;
using Thaw.Snapshots.Store;
using Thaw.Testing;

namespace Thaw.Snapshots.Tests.Restore;

/// <summary>What a store has made of a real capture is restored by CRIU as what was captured.</summary>
public sealed class StoredSnapshotTests(SnapshotFunctions functions) : IClassFixture<SnapshotFunctions>
{
    // Memory of three kinds: what the image has as well, zeros that were written, and what differs from the image.
    private const string Module = """
        import mmap
        TABLE = [bytes([i % 251]) * 4096 for i in range(2000)]
        ZEROS = mmap.mmap(-1, 8 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        ZEROS.write(bytes(8 << 20))
        OWN = bytearray(b"as the image has")
        def handler(event, context):
            intact = all(TABLE[i] == bytes([i % 251]) * 4096 for i in range(2000)) and not any(ZEROS[i] for i in range(0, 8 << 20, 512))
            return OWN.decode() if intact else "damaged"
        """;

    [RequiresFact("root", "criu", "userfaultfd")]
    public async Task Without_zero_pages_and_without_the_images_a_process_is_the_same()
    {
        var (images, code, _) = await functions.CaptureAsync(Module);
        var store = functions.OpenStore();
        var copy = Copy(images);
        var image = store.Add(images, Draft(SnapshotKind.Image, null));
        Change(copy);
        var function = store.Add(copy, Draft(SnapshotKind.Function, image.Id));
        Assert.Equal(image.Id, function.Parent);
        Assert.InRange(image.Pages.Zero, (8 << 20) / 4096, long.MaxValue);
        Assert.InRange(function.Pages.Stored, 1, image.Pages.Stored / 100);
        foreach (var (id, own) in new[] { (image.Id, "as the image has"), (function.Id, "and its function") })
        {
            using var use = store.TryUse(id, new SnapshotConditions(SnapshotMachine.Current, new SnapshotSoftware("3", "4"), _ => null), out var why);
            Assert.Null(why);
            foreach (var isLazy in id == image.Id ? [false, true] : new[] { false })
            {
                await using var instance = await functions.RestoreAsync(use!, code, SnapshotFunctions.User, isLazy);
                Assert.Equal(own, (await instance.InvokeAsync()).GetString());
            }
        }
        // It would wait for ever for pages that CRIU's server does not hand out.
        using var shared = store.TryUse(function.Id, new SnapshotConditions(SnapshotMachine.Current, new SnapshotSoftware("3", "4"), _ => null), out _);
        await Assert.ThrowsAsync<SnapshotException>(() => functions.RestoreAsync(shared!, code, SnapshotFunctions.User, isLazy: true));
    }

    private static SnapshotDraft Draft(SnapshotKind kind, string? parent) => new()
    {
        Subject = new SnapshotSubject("t", $"{kind}", "1", kind, 0),
        Parent = parent,
        Software = new SnapshotSoftware("3", "4"),
        Libraries = new Dictionary<string, string>(),
    };

    private static string Copy(string images)
    {
        var copy = Directory.CreateDirectory(images + "-copy").FullName;
        foreach (var file in Directory.EnumerateFiles(images))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    /// <summary>Lets the process have something of its own, as one that went on from the image would.</summary>
    private static void Change(string images)
    {
        var file = PageMapFile.Read(images, ProcessTree.Read(images)[0].Pid).PagesFileIn(images);
        var pages = File.ReadAllBytes(file);
        for (int at; (at = pages.AsSpan().IndexOf("as the image has"u8)) >= 0;)
            "and its function"u8.CopyTo(pages.AsSpan(at));
        File.WriteAllBytes(file, pages);
    }
}
