using Thaw.Pager.Maps;

namespace Thaw.Pager.Tests.Maps;

public sealed class PageMapTests
{
    private const int Page = 4096;

    [Fact]
    public void An_address_is_found_in_its_run_and_nowhere_else()
    {
        var map = PageMap.Create([Run(20, 4, 100), Run(10, 2, 0)]);
        Assert.True(map.TryFind(At(11) + 7, out var run));
        Assert.Equal(At(10), run.Address);
        Assert.True(map.TryFind(At(23), out run));
        Assert.Equal(At(20), run.Address);
        foreach (var nowhere in new[] { 0, 9, 12, 19, 24 })
            Assert.False(map.TryFind(At(nowhere), out _));
    }

    /// <summary>Against a plain table of pages, over changes in every position.</summary>
    [Fact]
    public void Dropped_and_moved_ranges_keep_each_page_with_its_bytes()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var map = PageMap.Create([Run(4, 6, 50), Run(10, 5, 200), Run(20, 9, 0)]);
            var table = new Dictionary<int, long>();
            for (var page = 0; page < 64; page++)
            {
                if (map.TryFind(At(page), out var run))
                    table[page] = run.Offset + (long)(At(page) - run.Address);
            }
            for (var change = 0; change < 6; change++)
                Change(random, map, table);
            Assert.Equal(table.OrderBy(pair => pair.Key), Pages(map));
        }
    }

    [Fact]
    public void Missing_pages_are_found_between_those_that_are_there()
    {
        var map = PageMap.Create([Run(10, 8, 0)]);
        var run = map.Runs[0];
        map.MarkInstalled(run, At(10), 2 * Page);
        map.MarkInstalled(run, At(15), Page);
        Assert.Equal((At(12), 3L * Page), map.NextMissing(run, At(10), 100 * Page));
        Assert.Equal((At(12), 2L * Page), map.NextMissing(run, At(10), 2 * Page));
        Assert.Equal((At(16), 2L * Page), map.NextMissing(run, At(15), 100 * Page));
        Assert.Equal(3, map.InstalledPages);
        map.MarkInstalled(run, At(16), 2 * Page);
        Assert.Equal(0, map.NextMissing(run, At(15), Page).Length);
    }

    [Theory]
    [InlineData(1UL, 4096L, 0L)]
    [InlineData(4096UL, 0L, 0L)]
    [InlineData(4096UL, -4096L, 0L)]
    [InlineData(4096UL, 4097L, 0L)]
    [InlineData(4096UL, 4096L, 1L)]
    [InlineData(4096UL, 4096L, -4096L)]
    [InlineData(4096UL, 4096L, long.MaxValue - 4095)]
    [InlineData(ulong.MaxValue - 4095, 4096L, 0L)]
    [InlineData(4096UL, long.MaxValue - 4095, 0L)]
    public void What_cannot_be_memory_is_refused(ulong address, long length, long offset) =>
        Assert.Throws<PagerException>(() => PageMap.Create([new PageRun(address, length, 0, offset)]));

    [Fact]
    public void Ranges_that_overlap_are_refused() =>
        Assert.Throws<PagerException>(() => PageMap.Create([Run(10, 2, 0), Run(11, 2, 0)]));

    private static void Change(Random random, PageMap map, Dictionary<int, long> table)
    {
        var (from, to, length) = (random.Next(32), random.Next(32, 54), random.Next(1, 10));
        if (random.Next(2) == 0)
        {
            map.Drop(At(from), (ulong)(length * Page));
            for (var page = from; page < from + length; page++)
                table.Remove(page);
            return;
        }
        map.Move(At(from), At(to + 10), (ulong)(length * Page));
        for (var page = 0; page < length; page++)
        {
            table.Remove(to + 10 + page);
            if (table.Remove(from + page, out var offset))
                table[to + 10 + page] = offset;
        }
    }

    private static IEnumerable<KeyValuePair<int, long>> Pages(PageMap map)
    {
        for (var page = 0; page < 80; page++)
        {
            if (map.TryFind(At(page), out var run))
                yield return new(page, run.Offset + (long)(At(page) - run.Address));
        }
    }

    private static ulong At(int page) => (ulong)(page + 100) * Page;

    private static PageRun Run(int page, int pages, int offset) => new(At(page), pages * Page, 0, offset * Page);
}
