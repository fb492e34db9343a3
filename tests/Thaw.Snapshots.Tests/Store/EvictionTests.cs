using Thaw.Snapshots.Store;

namespace Thaw.Snapshots.Tests.Store;

/// <summary>What goes when there is too much.</summary>
public sealed class EvictionTests
{
    [Fact]
    public void What_saves_least_goes_first_and_the_newest_stays()
    {
        using var test = new TestStore(new SnapshotLimits(1 << 30, 3));
        var dear = test.Add([1], test.Draft("dear", savedMs: 5000));
        var cheap = test.Add([2], test.Draft("cheap", savedMs: 50));
        var used = test.Add([3], test.Draft("used", savedMs: 50));
        Assert.Null(test.WhyNot(used));
        var newest = test.Add([4], test.Draft("newest", savedMs: 1));
        Assert.Equal(Names(dear, newest, used), test.Store.All(out _).Select(each => each.Manifest.Id).Order());
        Assert.Equal($"there is no snapshot {cheap.Id}", test.WhyNot(cheap));
    }

    [Fact]
    public void What_is_in_use_or_has_a_child_stays_even_beyond_the_limits()
    {
        using var test = new TestStore(new SnapshotLimits(1 << 30, 2));
        var image = test.Add([1, 2], test.Draft("image", savedMs: 0));
        var child = test.Add([1, 3], test.Draft(parent: image.Id));
        using (test.Store.TryUse(child.Id, test.Here, out _))
        {
            var third = test.Add([4], test.Draft("third"));
            Assert.Equal(Names(image, child, third), test.Store.All(out _).Select(each => each.Manifest.Id).Order());
        }
        var fourth = test.Add([5], test.Draft("fourth", savedMs: 1e9));
        Assert.Contains(fourth.Id, test.Store.All(out _).Select(each => each.Manifest.Id));
        Assert.InRange(test.Store.All(out _).Count, 1, 3);
    }

    [Fact]
    public void Bytes_are_limited_as_well()
    {
        using var test = new TestStore(new SnapshotLimits(20_000, 10));
        var first = test.Add([1, 2], test.Draft("first", savedMs: 1));
        var second = test.Add([3, 4], test.Draft("second", savedMs: 2));
        var third = test.Add([5, 6], test.Draft("third", savedMs: 3));
        Assert.Equal(Names(second, third), test.Store.All(out _).Select(each => each.Manifest.Id).Order());
        Assert.NotNull(test.WhyNot(first));
        var refused = Assert.Throws<SnapshotException>(() => test.Add([1, 2, 3, 4, 5], test.Draft("large")));
        Assert.Contains("all may take 20000", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Worth_falls_with_the_time_since_the_last_use()
    {
        using var test = new TestStore();
        var stored = new StoredSnapshot(test.Add([1], test.Draft(savedMs: 10)), 3, DateTimeOffset.UnixEpoch);
        Assert.Equal(40.0 / stored.Manifest.Bytes, stored.WorthAt(DateTimeOffset.UnixEpoch), 9);
        Assert.Equal(10.0 / stored.Manifest.Bytes, stored.WorthAt(DateTimeOffset.UnixEpoch.AddHours(3)), 9);
    }

    private static IEnumerable<string> Names(params Thaw.Snapshots.Manifests.SnapshotManifest[] manifests) => manifests.Select(manifest => manifest.Id).Order();
}
