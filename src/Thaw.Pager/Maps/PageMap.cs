using Thaw.Linux.UserFaults;

namespace Thaw.Pager.Maps;

/// <summary>
/// Where the pages of one process's memory come from, and which are there already. What it does not name is zeros: so are pages that
/// the process has given back, which leave the map.
/// </summary>
/// <remarks>For one thread. Looking up does not allocate.</remarks>
public sealed class PageMap
{
    /// <summary>The most runs that a map may have; more is taken for an attack on memory.</summary>
    public const int MostRuns = 1 << 20;

    // Above this no process has memory, on x86-64 (57 bits) as elsewhere.
    private const ulong HighestAddress = 1UL << 57;
    private const long MostPages = 1L << 30;

    private readonly List<PageRun> _runs;
    private readonly PageSet _installed;
    private int _last;

    private PageMap(List<PageRun> runs, PageSet installed, int pages)
    {
        _runs = runs;
        _installed = installed;
        Pages = pages;
    }

    /// <summary>The size of a page, bytes.</summary>
    public static int PageBytes => UserFault.PageBytes;

    /// <summary>The runs, by address; they do not overlap.</summary>
    public IReadOnlyList<PageRun> Runs => _runs;

    /// <summary>How many pages all runs had when the map was made.</summary>
    public int Pages { get; }

    /// <summary>How many pages are there already.</summary>
    public int InstalledPages => _installed.Count;

    /// <summary>Makes one.</summary>
    /// <param name="runs">In any order.</param>
    /// <exception cref="PagerException">They overlap, are not of whole pages, or too many.</exception>
    public static PageMap Create(IEnumerable<PageRun> runs)
    {
        var sorted = runs.Take(MostRuns + 1).ToList();
        if (sorted.Count > MostRuns)
            throw new PagerException($"a memory map of more than {MostRuns} ranges");
        sorted.Sort((a, b) => a.Address.CompareTo(b.Address));
        var end = 0UL;
        long pages = 0;
        for (var i = 0; i < sorted.Count; i++)
        {
            Check(sorted[i], end);
            sorted[i] = sorted[i] with { FirstPage = (int)pages };
            pages += sorted[i].Length / PageBytes;
            end = sorted[i].End;
            if (pages > MostPages)
                throw new PagerException($"a memory map of more than {MostPages} pages");
        }
        return new PageMap(sorted, new PageSet((int)pages), (int)pages);
    }

    /// <summary>The run that holds an address.</summary>
    public bool TryFind(ulong address, out PageRun run)
    {
        // Faults come close to each other.
        if (_last < _runs.Count && address - _runs[_last].Address < (ulong)_runs[_last].Length)
        {
            run = _runs[_last];
            return true;
        }
        var index = FirstEndingAfter(address);
        var found = index < _runs.Count && _runs[index].Address <= address;
        run = found ? _runs[_last = index] : default;
        return found;
    }

    /// <summary>The place of the first run that ends after an address; their number if there is none.</summary>
    public int FirstEndingAfter(ulong address)
    {
        var (low, high) = (0, _runs.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_runs[middle].End <= address)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Whether a page of a run is there already.</summary>
    public bool IsInstalled(in PageRun run, ulong address) => _installed.Contains(run.PageOf(address));

    /// <summary>Notes pages of a run that are there now.</summary>
    public void MarkInstalled(in PageRun run, ulong address, long length) =>
        _installed.AddRange(run.PageOf(address), (int)(length / PageBytes));

    /// <summary>
    /// The first pages at or after an address of a run that are not there yet, up to the next that is, or to a limit.
    /// </summary>
    /// <returns>Their address and length; a length of 0: none is missing.</returns>
    public (ulong Address, long Length) NextMissing(in PageRun run, ulong from, long limit)
    {
        var address = from;
        while (address < run.End && IsInstalled(run, address))
            address += (ulong)PageBytes;
        var end = address;
        while (end < run.End && (long)(end - address) < limit && !IsInstalled(run, end))
            end += (ulong)PageBytes;
        return (address, (long)(end - address));
    }

    /// <summary>Forgets a range: the process has given it back, or unmapped it.</summary>
    public void Drop(ulong start, ulong length)
    {
        var end = start + length;
        var index = FirstEndingAfter(start);
        while (index < _runs.Count && _runs[index].Address < end)
        {
            var run = _runs[index];
            _runs.RemoveAt(index);
            if (run.End > end)
                _runs.Insert(index, run.Part(end, run.End));
            if (run.Address < start)
                _runs.Insert(index++, run.Part(run.Address, start));
        }
    }

    /// <summary>Moves a range: the process has remapped it.</summary>
    public void Move(ulong from, ulong to, ulong length)
    {
        var end = from + length;
        var moved = new List<PageRun>();
        for (var index = FirstEndingAfter(from); index < _runs.Count && _runs[index].Address < end; index++)
        {
            var run = _runs[index];
            var part = run.Part(Math.Max(run.Address, from), Math.Min(run.End, end));
            moved.Add(part with { Address = part.Address - from + to });
        }
        Drop(from, length);
        // What was mapped at the new place is gone.
        Drop(to, length);
        foreach (var run in moved)
            _runs.Insert(FirstEndingAfter(run.Address), run);
    }

    /// <summary>The map of a process that was forked from this one.</summary>
    public PageMap Clone() => new([.. _runs], _installed.Clone(), Pages);

    private static void Check(PageRun run, ulong previousEnd)
    {
        var page = PageBytes;
        var aligned = run.Address % (ulong)page == 0 && run.Length % page == 0 && run.Offset % page == 0;
        if (!aligned || run.Length <= 0 || run.Offset < 0 || run.Offset > long.MaxValue - run.Length)
            throw new PagerException($"a range of {run.Length} bytes at {run.Address:x} from offset {run.Offset}: not one of whole pages");
        if (run.Address >= HighestAddress || run.End > HighestAddress)
            throw new PagerException($"a range at {run.Address:x}, where no process has memory");
        if (run.Address < previousEnd)
            throw new PagerException($"two ranges overlap at {run.Address:x}");
    }
}
