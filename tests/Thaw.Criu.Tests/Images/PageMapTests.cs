using Thaw.Criu.Images;
using Thaw.Criu.Images.Pages;
using Thaw.Testing;
using static Thaw.Criu.Tests.Images.ImageBytes;

namespace Thaw.Criu.Tests.Images;

/// <summary>Where pages are, as a pager and CRIU look for them.</summary>
public sealed class PageMapTests : IDisposable
{
    private const PageFlags Stored = PageFlags.Present | PageFlags.Lazy;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_page_is_found_by_any_address_within_it_and_in_no_hole()
    {
        WritePages(_folder.Path, [1, 2, 3], Entry(0x1000, 2, Stored), Entry(0x5000, 1, PageFlags.Present));
        var map = PageMap.Open(_folder.Path, Pid);
        Assert.Equal([-1, 0, 0, -1, 1, -1], new ulong[] { 0xfff, 0x1000, 0x2fff, 0x3000, 0x5fff, 0x6000 }.Select(map.Find));
        Assert.Equal(new PageRun(0x5000, 1, 0, 0x2000, IsLazy: false), map.Runs[1]);
        Assert.Equal([_folder.PathOf("pages-1.img")], map.Files);
    }

    [Fact]
    public void Pages_of_parents_are_found_in_the_parents_files()
    {
        WritePages(_folder.PathOf("parent/parent"), [10, 11, 12, 13], Entry(0x1000, 4, Stored));
        WritePages(_folder.PathOf("parent"), [20], Entry(0x1000, 1, PageFlags.InParent | PageFlags.Lazy), Entry(0x2000, 1, Stored), Entry(0x3000, 2, PageFlags.InParent));
        WritePages(_folder.Path, [30], Entry(0x0, 1, Stored), Entry(0x1000, 3, PageFlags.InParent | PageFlags.Lazy));
        var map = PageMap.Open(_folder.Path, Pid);
        Assert.Equal(
            [
                new PageRun(0x0, 1, 0, 0, true),
                new PageRun(0x1000, 1, 2, 0, true),
                new PageRun(0x2000, 1, 1, 0, true),
                new PageRun(0x3000, 1, 2, 0x2000, true),
            ],
            map.Runs.ToArray());
        using var reader = new PageReader(map);
        Assert.Equal([30, 10, 20, 12], new ulong[] { 0x0, 0x1000, 0x2000, 0x3000 }.Select(address => First(reader, address)));
        Assert.Null(First(reader, 0x4000));
    }

    [Fact]
    public void Maps_of_older_versions_have_counts_of_32_bits_and_no_flags()
    {
        WritePages(_folder.PathOf("parent"), [1], Message((1, 0x1000), (2, 1)));
        WritePages(_folder.Path, [2, 3], Message((1, 0x1000), (2, 1), (3, 1)), Message((1, 0x2000), (2, 2), (3, 0)));
        var map = PageMap.Open(_folder.Path, Pid);
        Assert.Equal([(1, 0L), (0, 0L)], map.Runs.ToArray().Select(run => (run.File, run.Offset)));
    }

    [Fact]
    public void Pages_that_are_stored_nowhere_are_zero_and_take_no_room()
    {
        WritePages(_folder.Path, [5], Entry(0x1000, 3, PageFlags.None), Entry(0x4000, 1, Stored));
        var map = PageMap.Open(_folder.Path, Pid);
        Assert.Equal([new PageRun(0x1000, 3, PageRun.Zero, 0, false), new PageRun(0x4000, 1, 0, 0, true)], map.Runs.ToArray());
        using var reader = new PageReader(map);
        Assert.Null(First(reader, 0x1000));
    }

    [Fact]
    public void A_file_of_pages_that_was_cut_off_is_noticed_before_a_page_is_missing()
    {
        WritePages(_folder.Path, [5, 6], Entry(0x1000, 2, Stored));
        var map = PageMap.Open(_folder.Path, Pid);
        File.WriteAllBytes(_folder.PathOf("pages-1.img"), new byte[PageMapFile.PageBytes + 7]);
        Assert.Contains("names 2 pages", Fault(() => PageMap.Open(_folder.Path, Pid)), StringComparison.Ordinal);
        using var reader = new PageReader(map);
        Assert.Contains("pages-1.img, byte 4103", Fault(() => reader.TryRead(0x2000, new byte[PageMapFile.PageBytes])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_parent_without_the_page_is_refused()
    {
        WritePages(_folder.PathOf("parent"), [1], Entry(0x1000, 1, Stored));
        WritePages(_folder.Path, [], Entry(0x1000, 2, PageFlags.InParent));
        Assert.Contains("the page at 2000 should be in the parent", Fault(() => PageMap.Open(_folder.Path, Pid)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_of_parents_that_comes_back_to_itself_ends()
    {
        WritePages(_folder.Path, [], Entry(0x1000, 1, PageFlags.InParent));
        File.CreateSymbolicLink(_folder.PathOf("parent"), ".");
        Assert.Contains("in a chain of parents", Fault(() => PageMap.Open(_folder.Path, Pid)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x1001, 1, 4, "the address")]
    [InlineData(0x100000000000000, 1, 4, "the address")]
    [InlineData(0x1000, 0, 4, "the number of these pages")]
    [InlineData(0x1000, long.MaxValue, 4, "the number of these pages")]
    [InlineData(0x1000, 1, 5, "flags 5")]
    [InlineData(0x1000, 1, 8, "flags 8")]
    [InlineData(0x0, 1, 4, "come after those before 1000")]
    public void A_run_that_cannot_be_is_refused(long address, long pages, int flags, string what)
    {
        using var reader = Reader(ImageKind.PageMap, Message((1, 1)), Entry(0x0, 1, Stored), Entry((ulong)address, (ulong)pages, (PageFlags)flags));
        Assert.Contains(what, Fault(() => PageMapFile.Read(reader)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        using var headless = Reader(ImageKind.PageMap, Message((9, 1)));
        Assert.Contains("the number of the file of pages", Fault(() => PageMapFile.Read(headless)), StringComparison.Ordinal);
        using var entry = Reader(ImageKind.PageMap, Message((1, 1)), Message((9, 1)));
        Assert.Contains("the address", Fault(() => PageMapFile.Read(entry)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_is_written_as_it_was_read()
    {
        WritePages(_folder.Path, [1, 2], Entry(0x1000, 2, Stored), Entry(0x7fff00000000, 1L << 20, PageFlags.InParent));
        var bytes = File.ReadAllBytes(ImageKind.PageMap.FileIn(_folder.Path, Pid));
        var copy = new MemoryStream();
        PageMapFile.Read(_folder.Path, Pid).Write(copy);
        Assert.Equal(bytes, copy.ToArray());
    }

    internal static string Fault(Action action) => Assert.Throws<CriuImageException>(action).Message;

    private static byte? First(PageReader reader, ulong address)
    {
        var page = new byte[PageMapFile.PageBytes];
        return reader.TryRead(address, page) ? page[0] : null;
    }
}
