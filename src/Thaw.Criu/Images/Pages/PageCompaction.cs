using Thaw.Criu.Images.Tasks;

namespace Thaw.Criu.Images.Pages;

/// <summary>
/// Makes the pages of an image folder fewer: pages of zeros in anonymous memory are dropped, and pages that a parent has at the same
/// address become the parent's. CRIU restores the same memory from what is left.
/// </summary>
/// <remarks>Both files are written anew; a crash between the two leaves a folder that is of no use, so call it before the folder gets its name.</remarks>
public sealed class PageCompaction : IDisposable
{
    private const int ChunkPages = 256;

    private readonly MemoryImage _memory;
    private readonly PageReader? _parent;
    private readonly Stream _stored;
    private readonly List<PageMapEntry> _entries = [];
    private readonly byte[] _parentPage = new byte[PageMapFile.PageBytes];
    private CompactionResult _result;

    private PageCompaction(MemoryImage memory, PageReader? parent, Stream stored)
    {
        _memory = memory;
        _parent = parent;
        _stored = stored;
    }

    /// <summary>Compacts the pages of one process.</summary>
    /// <param name="folder">The image folder; none of its pages may be a parent's yet.</param>
    /// <param name="pid">The process, as the images name it.</param>
    /// <param name="parent">
    /// A folder with images of a process of the same pid, from which this one descends; null when there is none. The caller has to see
    /// that it is the folder's <c>parent</c> at restore.
    /// </param>
    /// <exception cref="CriuImageException">An image is damaged, or has a parent.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static CompactionResult Compact(string folder, uint pid, string? parent)
    {
        var file = PageMapFile.Read(folder, pid);
        if (file.Entries.Any(entry => entry.Flags.HasFlag(PageFlags.InParent)))
            throw new CriuImageException(ImageKind.PageMap.FileIn(folder, pid), 0, "these pages have a parent already");
        var map = PageMap.Open(folder, pid);
        var pages = file.PagesFileIn(folder);
        var entries = ImageKind.PageMap.FileIn(folder, pid);
        using (var source = new PageReader(map))
        using (var older = parent is null ? null : new PageReader(PageMap.Open(parent, pid)))
        using (var compaction = new PageCompaction(MemoryImage.Read(folder, pid), older, File.Create(pages + ".new")))
        {
            compaction.Run(map, source);
            using (var written = File.Create(entries + ".new"))
                (file with { Entries = compaction._entries }).Write(written);
            File.Move(pages + ".new", pages, overwrite: true);
            File.Move(entries + ".new", entries, overwrite: true);
            return compaction._result;
        }
    }

    /// <summary>Closes what is being written.</summary>
    public void Dispose() => _stored.Dispose();

    private void Run(PageMap map, PageReader source)
    {
        var chunk = new byte[ChunkPages * PageMapFile.PageBytes];
        foreach (var run in map.Runs)
        {
            for (var done = 0L; done < run.Pages; done += ChunkPages)
            {
                var pages = chunk.AsSpan(0, (int)Math.Min(ChunkPages, run.Pages - done) * PageMapFile.PageBytes);
                if (run.File == PageRun.Zero)
                    pages.Clear();
                else
                    source.Read(run.File, run.Offset + (done * PageMapFile.PageBytes), pages);
                AddPages(run.Address + ((ulong)done * PageMapFile.PageBytes), pages, run.IsLazy ? PageFlags.Lazy : PageFlags.None);
            }
        }
        _stored.Flush();
    }

    private void AddPages(ulong address, ReadOnlySpan<byte> pages, PageFlags lazy)
    {
        for (var at = 0; at < pages.Length; at += PageMapFile.PageBytes, address += PageMapFile.PageBytes)
        {
            var page = pages.Slice(at, PageMapFile.PageBytes);
            if (IsDispensable(address, page))
            {
                _result = _result with { Zero = _result.Zero + 1 };
            }
            else if (IsParents(address, page))
            {
                _result = _result with { InParent = _result.InParent + 1 };
                AddEntry(address, PageFlags.InParent | lazy);
            }
            else
            {
                _stored.Write(page);
                _result = _result with { Stored = _result.Stored + 1 };
                AddEntry(address, PageFlags.Present | lazy);
            }
        }
    }

    private bool IsDispensable(ulong address, ReadOnlySpan<byte> page)
    {
        if (page.ContainsAnyExcept((byte)0))
            return false;
        var area = _memory.Find(address);
        return area >= 0 && _memory.Areas[area].IsZeroWhenUntouched;
    }

    private bool IsParents(ulong address, ReadOnlySpan<byte> page) =>
        _parent is not null && _parent.TryRead(address, _parentPage) && page.SequenceEqual(_parentPage);

    private void AddEntry(ulong address, PageFlags flags)
    {
        if (_entries.Count > 0 && _entries[^1].End == address && _entries[^1].Flags == flags)
            _entries[^1] = _entries[^1] with { Pages = _entries[^1].Pages + 1 };
        else
            _entries.Add(new PageMapEntry(address, 1, flags));
    }
}
