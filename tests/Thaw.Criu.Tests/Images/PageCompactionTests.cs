using Thaw.Criu.Images.Pages;
using Thaw.Testing;
using static Thaw.Criu.Tests.Images.ImageBytes;

namespace Thaw.Criu.Tests.Images;

/// <summary>Fewer pages are stored, and the memory that they make is the same.</summary>
public sealed class PageCompactionTests : IDisposable
{
    private const PageFlags Stored = PageFlags.Present | PageFlags.Lazy;
    private const uint Anonymous = 0x201;
    private const uint FilePrivate = 0x41;
    private const uint Vdso = 0x209;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Zero_pages_of_anonymous_memory_are_dropped_and_no_others()
    {
        WritePages(_folder.Path, [1, 0, 2, 0, 0, 0], Entry(0x1000, 3, Stored), Entry(0x4000, 1, PageFlags.Present), Entry(0x5000, 1, PageFlags.Present), Entry(0x9000, 1, Stored));
        WriteMemory(_folder.Path, Area(0x1000, 0x4000, Anonymous), Area(0x4000, 0x5000, FilePrivate), Area(0x5000, 0x6000, Vdso));
        Assert.Equal(new CompactionResult(5, 1, 0), PageCompaction.Compact(_folder.Path, Pid, parent: null));
        Assert.Equal(
            [new(0x1000, 1, Stored), new(0x3000, 1, Stored), new(0x4000, 2, PageFlags.Present), new(0x9000, 1, Stored)],
            PageMapFile.Read(_folder.Path, Pid).Entries);
        Assert.Equal([1, -1, 2, 0, 0, 0], Memory(_folder.Path, 0x1000, 0x2000, 0x3000, 0x4000, 0x5000, 0x9000));
        Assert.Equal(["mm-1000.img", "pagemap-1000.img", "pages-1.img"], Directory.EnumerateFiles(_folder.Path).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Pages_that_the_parent_has_at_the_same_address_become_the_parents()
    {
        WritePages(_folder.PathOf("parent"), [1, 2, 3], Entry(0x1000, 3, Stored));
        WritePages(_folder.Path, [1, 9, 3, 1, 0], Entry(0x1000, 4, Stored), Entry(0x5000, 1, PageFlags.None), Entry(0x6000, 1, PageFlags.Present));
        WriteMemory(_folder.Path, Area(0x1000, 0x7000, Anonymous));
        Assert.Equal(new CompactionResult(2, 2, 2), PageCompaction.Compact(_folder.Path, Pid, _folder.PathOf("parent")));
        Assert.Equal(
            [
                new(0x1000, 1, PageFlags.InParent | PageFlags.Lazy),
                new(0x2000, 1, Stored),
                new(0x3000, 1, PageFlags.InParent | PageFlags.Lazy),
                new(0x4000, 1, Stored),
            ],
            PageMapFile.Read(_folder.Path, Pid).Entries);
        Assert.Equal([1, 9, 3, 1, -1], Memory(_folder.Path, 0x1000, 0x2000, 0x3000, 0x4000, 0x5000));
        Assert.Equal(2 * PageMapFile.PageBytes, new FileInfo(_folder.PathOf("pages-1.img")).Length);
        Assert.Contains("have a parent already", PageMapTests.Fault(() => PageCompaction.Compact(_folder.Path, Pid, parent: null)), StringComparison.Ordinal);
    }

    [Fact]
    public void Random_memory_stays_what_it_was()
    {
        var random = new Random(7);
        WritePages(_folder.PathOf("parent"), Bytes(random, 3000), Entry(0x10000, 3000, Stored));
        var content = Bytes(random, 2600);
        WritePages(_folder.Path, content, Entry(0x10000, 1300, Stored), Entry(0x10000 + (1400UL << 12), 1300, Stored));
        WriteMemory(_folder.Path, Area(0x10000, 0x10000 + (4000UL << 12), Anonymous));
        var result = PageCompaction.Compact(_folder.Path, Pid, _folder.PathOf("parent"));
        Assert.Equal(2600, result.Pages);
        Assert.Equal(content.LongCount(value => value == 0), result.Zero);
        Assert.InRange(result.InParent, 1, 2600);
        var addresses = Enumerable.Range(0, 2600).Select(page => 0x10000 + ((ulong)(page < 1300 ? page : page + 100) << 12));
        Assert.Equal(content.Select(value => value == 0 ? -1 : value), Memory(_folder.Path, [.. addresses]));
    }

    private static byte[] Bytes(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)random.Next(4))];

    /// <summary>The first byte of each page; -1 for one that is stored nowhere.</summary>
    private static int[] Memory(string folder, params ulong[] addresses)
    {
        using var reader = new PageReader(PageMap.Open(folder, Pid));
        var page = new byte[PageMapFile.PageBytes];
        return [.. addresses.Select(address => reader.TryRead(address, page) ? page[0] : -1)];
    }
}
