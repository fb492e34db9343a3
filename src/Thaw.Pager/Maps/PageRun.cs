namespace Thaw.Pager.Maps;

/// <summary>A range of a process's memory whose pages come, in order, from a range of one source.</summary>
/// <param name="Address">Where it begins, page-aligned.</param>
/// <param name="Length">Bytes; whole pages, more than 0.</param>
/// <param name="Source">The source's number among those of the restore.</param>
/// <param name="Offset">Where the source has the first byte.</param>
public readonly record struct PageRun(ulong Address, long Length, int Source, long Offset)
{
    /// <summary>The first address after it.</summary>
    public ulong End => Address + (ulong)Length;

    /// <summary>The number of its first page among all of its map; kept when the range moves, or a part of it goes.</summary>
    internal int FirstPage { get; init; }

    /// <summary>The part of it that two addresses enclose; both lie in it.</summary>
    internal PageRun Part(ulong from, ulong to) => this with
    {
        Address = from,
        Length = (long)(to - from),
        Offset = Offset + (long)(from - Address),
        FirstPage = PageOf(from),
    };

    internal int PageOf(ulong address) => FirstPage + (int)((long)(address - Address) / PageMap.PageBytes);
}
