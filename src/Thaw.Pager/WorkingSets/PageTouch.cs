namespace Thaw.Pager.WorkingSets;

/// <summary>A page's first touch.</summary>
/// <param name="Task">The number of the process in its snapshot: CRIU's pid; 0 where there is one process.</param>
/// <param name="Address">The page's.</param>
/// <param name="IsZero">Whether the snapshot stores nothing for it: it was filled with zeros.</param>
/// <param name="IsWrite">Whether it was touched to be written.</param>
/// <param name="AtUs">When, in microseconds from the first page that was asked for.</param>
public readonly record struct PageTouch(uint Task, ulong Address, bool IsZero, bool IsWrite, uint AtUs);
