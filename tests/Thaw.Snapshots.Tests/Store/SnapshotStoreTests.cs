using Thaw.Criu.Images;
using Thaw.Criu.Images.Pages;
using Thaw.Criu.Images.Tasks;
using Thaw.Snapshots.Manifests;

namespace Thaw.Snapshots.Tests.Store;

/// <summary>What is kept, shared and given out again.</summary>
public sealed class SnapshotStoreTests : IDisposable
{
    private readonly TestStore _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void A_snapshot_is_restored_for_any_user_from_links()
    {
        byte[] content = [1, 0, 2, 0, 3];
        var added = _test.Add(content, _test.Draft());
        Assert.Equal(new SnapshotPages(3, 2, 0), added.Pages);
        Assert.Equal(["core-1000.img", "inventory.img", "mm-1000.img", "pagemap-1000.img", "pages-1.img", "pstree.img"], added.Files.Select(file => file.Name));
        Assert.Equal((SampleImages.Pid, null, 3 * 4096), (added.Pid, added.Parent, added.Files[4].Bytes));
        using var use = _test.Store.TryUse(added.Id, _test.Here, out var why);
        Assert.Null(why);
        foreach (var user in new uint[] { 7, 8 })
        {
            using var work = _test.Store.CreateWorkFolder();
            use!.LinkInto(work.Path, user, user);
            Assert.Equal(user, CoreImage.Read(work.Path, SampleImages.Pid).Credentials.Uid);
            Assert.Equal(content, SampleImages.Memory(work.Path, content.Length));
        }
        Assert.Equal(500u, CoreImage.Read(use!.Images, SampleImages.Pid).Credentials.Uid);
        Assert.Equal(1, Assert.Single(_test.Store.All(out _)).Uses);
    }

    [Fact]
    public void Nobody_else_can_read_what_a_snapshot_holds()
    {
        var added = _test.Add([1], _test.Draft());
        Assert.All(
            Directory.EnumerateFileSystemEntries(_test.Store.Folder, "*", SearchOption.AllDirectories).Append(_test.Store.Folder).Append(_test.File(added, "manifest.json")),
            path => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)));
    }

    [Fact]
    public void Pages_that_the_image_has_are_stored_once()
    {
        var image = _test.Add([1, 2, 3, 4], _test.Draft("image") with { Subject = new SnapshotSubject("t", "image", "1", SnapshotKind.Image, 0) });
        var function = _test.Add([1, 9, 3, 0, 5], _test.Draft(parent: image.Id));
        Assert.Equal((image.Id, new SnapshotPages(2, 1, 2)), (function.Parent, function.Pages));
        Assert.Equal(2 * PageMapFile.PageBytes, function.Files.Single(file => file.Name == "pages-1.img").Bytes);
        using var use = _test.Store.TryUse(function.Id, _test.Here, out _);
        using var work = _test.Store.CreateWorkFolder();
        use!.LinkInto(work.Path, 7, 7);
        Assert.Equal([1, 9, 3, 0, 5], SampleImages.Memory(work.Path, 5));
        // Neither the one in use nor the one whose pages it needs can go.
        Assert.Contains("is in use", _test.Store.Delete(image.Id), StringComparison.Ordinal);
        use.Dispose();
        Assert.Equal($"snapshot {function.Id} needs the pages of {image.Id}", _test.Store.Delete(image.Id));
        Assert.Null(_test.Store.Delete(function.Id));
        Assert.Null(_test.Store.Delete(image.Id));
        Assert.Empty(_test.Store.All(out _));
    }

    [Fact]
    public void One_that_shares_nothing_has_no_parent()
    {
        var image = _test.Add([1, 2], _test.Draft("image"));
        Assert.Null(_test.Add([2, 1], _test.Draft(parent: image.Id)).Parent);
        // CRIU looks for a parent's pages under the same pid.
        Assert.Null(_test.Add([1, 2], _test.Draft("g", parent: image.Id), pid: 77).Parent);
        var child = _test.Add([1, 3], _test.Draft("h", parent: image.Id));
        Assert.Equal(image.Id, child.Parent);
        Assert.Null(_test.Add([1, 3], _test.Draft("i", parent: child.Id)).Parent);
    }

    [Fact]
    public void Nothing_is_shared_between_tenants()
    {
        var first = _test.Add([1, 2], _test.Draft(tenant: "a"));
        var second = _test.Add([1, 2], _test.Draft(tenant: "b"));
        Assert.NotEqual(first.Id, second.Id);
        Assert.NotEqual(Number(first), Number(second));
        var refused = Assert.Throws<SnapshotException>(() => _test.Add([1, 2, 3], _test.Draft(tenant: "b", parent: first.Id)));
        Assert.Contains("belongs to another tenant", refused.Message, StringComparison.Ordinal);

        ulong? Number(SnapshotManifest of) => Thaw.Linux.Files.HardLink.NumberOf(_test.File(of, "images/pages-1.img"));
    }

    [Fact]
    public void The_same_content_has_the_same_name_and_is_kept_once()
    {
        var first = _test.Add([1, 2], _test.Draft());
        var second = _test.Add([1, 2], _test.Draft(savedMs: 5));
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(first.CreatedUtc, Assert.Single(_test.Store.All(out _)).Manifest.CreatedUtc);
        // One that was damaged meanwhile is replaced.
        File.WriteAllText(_test.File(first, "images/pages-1.img"), "x");
        Assert.NotNull(_test.WhyNot(first));
        _test.Add([1, 2], _test.Draft());
        Assert.Null(_test.WhyNot(first));
    }

    [Fact]
    public void The_newest_snapshot_of_something_is_found()
    {
        Assert.Null(_test.Store.Find(_test.Draft().Subject));
        _test.Add([1], _test.Draft());
        var newer = _test.Add([2], _test.Draft());
        _test.Add([3], _test.Draft("other"));
        Assert.Equal(newer.Id, _test.Store.Find(_test.Draft().Subject)!.Manifest.Id);
    }

    [Fact]
    public void Images_that_CRIU_did_not_write_leave_nothing_behind()
    {
        using (var work = _test.Store.CreateWorkFolder())
        {
            var images = SampleImages.Write(Path.Combine(work.Path, "images"), [1]);
            File.WriteAllText(Path.Combine(images, "pstree.img"), "x");
            Assert.Throws<CriuImageException>(() => _test.Store.Add(images, _test.Draft()));
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_test.Store.Folder, "items")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_test.Store.Folder, "work")));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("../items")]
    public void What_is_not_there_is_said(string id)
    {
        Assert.Equal($"there is no snapshot {id}", _test.Store.Delete(id));
        Assert.Null(_test.Store.TryUse(id, _test.Here, out var why));
        Assert.Equal($"there is no snapshot {id}", why);
    }
}
