namespace Thaw.Criu.Images.Pages;

/// <summary>One record of a page map: a run of pages that are stored alike.</summary>
/// <param name="Address">Of the first page, in the process; a multiple of <see cref="PageMapFile.PageBytes"/>.</param>
/// <param name="Pages">How many; 1 or more.</param>
/// <param name="Flags">How they are stored.</param>
public readonly record struct PageMapEntry(ulong Address, long Pages, PageFlags Flags)
{
    /// <summary>The first address after the run.</summary>
    public ulong End => Address + ((ulong)Pages * PageMapFile.PageBytes);
}
