namespace Thaw.Criu.Images.Pages;

/// <summary>What a compaction did with the pages of a process.</summary>
/// <param name="Stored">Pages that are still in the folder's own file.</param>
/// <param name="Zero">Pages of zeros that were dropped.</param>
/// <param name="InParent">Pages that are the parent's.</param>
public readonly record struct CompactionResult(long Stored, long Zero, long InParent)
{
    /// <summary>All pages that there were.</summary>
    public long Pages => Stored + Zero + InParent;
}
