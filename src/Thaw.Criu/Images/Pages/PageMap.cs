namespace Thaw.Criu.Images.Pages;

/// <summary>Where each stored page of a process is, parents followed: the look-up of a pager.</summary>
/// <remarks>Does not change, so that any thread may use it at any time. A look-up allocates nothing.</remarks>
public sealed class PageMap
{
    /// <summary>Folders in a chain of parents. CRIU's chains come from iterative dumps; Thaw's are two long.</summary>
    public const int LongestChain = 16;

    private readonly PageRun[] _runs;

    private PageMap(PageRun[] runs, IReadOnlyList<string> files)
    {
        _runs = runs;
        Files = files;
    }

    /// <summary>The files of pages, by the index that runs name.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>All that is stored, by rising address. What is not here was never written to, and is zero where memory is anonymous.</summary>
    public ReadOnlySpan<PageRun> Runs => _runs;

    /// <summary>Reads the map of a process and those of the parents, which lie in the folder <c>parent</c> of each folder.</summary>
    /// <param name="folder">The image folder.</param>
    /// <param name="pid">The process, as the images name it.</param>
    /// <exception cref="CriuImageException">A map is damaged, a file of pages is too short, or a parent lacks a page that is said to be there.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static PageMap Open(string folder, uint pid)
    {
        var files = new List<string>();
        return new PageMap([.. RunsOf(folder, pid, files, 1)], files);
    }

    /// <summary>The index in <see cref="Runs"/> of the run with an address; -1 when the page is not stored.</summary>
    /// <param name="address">Any address within the page.</param>
    public int Find(ulong address)
    {
        int low = 0, high = _runs.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (address < _runs[middle].Address)
                high = middle - 1;
            else if (address >= _runs[middle].End)
                low = middle + 1;
            else
                return middle;
        }
        return -1;
    }

    private static List<PageRun> RunsOf(string folder, uint pid, List<string> files, int depth)
    {
        var map = PageMapFile.Read(folder, pid);
        var name = ImageKind.PageMap.FileIn(folder, pid);
        var file = files.Count;
        files.Add(map.PagesFileIn(folder));
        CheckLength(files[file], map.PresentPages);
        var parent = new List<PageRun>();
        if (map.Entries.Any(entry => entry.Flags.HasFlag(PageFlags.InParent)))
        {
            if (depth == LongestChain)
                throw new CriuImageException(name, 0, $"more than {LongestChain} folders in a chain of parents");
            parent = RunsOf(Path.Combine(folder, "parent"), pid, files, depth + 1);
        }
        return Resolve(map, file, parent, name);
    }

    private static void CheckLength(string file, long pages)
    {
        var bytes = new FileInfo(file) is { Exists: true } info ? info.Length : 0;
        if (bytes / PageMapFile.PageBytes < pages)
            throw new CriuImageException(file, bytes, $"the file ends here, and the map names {pages} pages");
    }

    private static List<PageRun> Resolve(PageMapFile map, int file, List<PageRun> parent, string name)
    {
        var runs = new List<PageRun>(map.Entries.Count);
        var stored = 0L;
        var next = 0;
        foreach (var entry in map.Entries)
        {
            var isLazy = entry.Flags.HasFlag(PageFlags.Lazy);
            if (entry.Flags.HasFlag(PageFlags.InParent))
            {
                AddFromParent(runs, entry, parent, ref next, name);
                continue;
            }
            var isPresent = entry.Flags.HasFlag(PageFlags.Present);
            runs.Add(new PageRun(entry.Address, entry.Pages, isPresent ? file : PageRun.Zero, isPresent ? stored * PageMapFile.PageBytes : 0, isLazy));
            stored += isPresent ? entry.Pages : 0;
        }
        return runs;
    }

    // Both lists rise, so one pass over the parent's runs serves all entries.
    private static void AddFromParent(List<PageRun> runs, PageMapEntry entry, List<PageRun> parent, ref int next, string name)
    {
        var isLazy = entry.Flags.HasFlag(PageFlags.Lazy);
        for (var address = entry.Address; address < entry.End;)
        {
            while (next < parent.Count && parent[next].End <= address)
                next++;
            if (next == parent.Count || parent[next].Address > address)
                throw new CriuImageException(name, 0, $"the page at {address:x} should be in the parent, and is not");
            var end = Math.Min(entry.End, parent[next].End);
            runs.Add(parent[next].Part(address, end) with { IsLazy = isLazy });
            address = end;
        }
    }
}
