namespace Thaw.Criu.Images.Pages;

/// <summary>A run of pages of a process, and where their content is, after parents have been followed.</summary>
/// <param name="Address">Of the first page, in the process.</param>
/// <param name="Pages">How many; 1 or more.</param>
/// <param name="File">Index of the file of pages in <see cref="PageMap.Files"/>; -1 when the pages are zero.</param>
/// <param name="Offset">Where the first page is in that file, in bytes; the others follow.</param>
/// <param name="IsLazy">Whether they may come after the process has been resumed.</param>
public readonly record struct PageRun(ulong Address, long Pages, int File, long Offset, bool IsLazy)
{
    /// <summary>The file index of pages that are zero and stored nowhere.</summary>
    public const int Zero = -1;

    /// <summary>The first address after the run.</summary>
    public ulong End => Address + ((ulong)Pages * PageMapFile.PageBytes);

    /// <summary>The run's part from one address to another; both must be within it.</summary>
    internal PageRun Part(ulong from, ulong to) => this with
    {
        Address = from,
        Pages = (long)((to - from) / PageMapFile.PageBytes),
        Offset = File == Zero ? 0 : Offset + (long)(from - Address),
    };
}
