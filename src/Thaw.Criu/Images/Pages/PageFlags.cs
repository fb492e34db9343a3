namespace Thaw.Criu.Images.Pages;

/// <summary>What CRIU says about a run of pages.</summary>
[Flags]
public enum PageFlags
{
    /// <summary>Nothing: they are not stored, and read as zero.</summary>
    None = 0,

    /// <summary>They are as in the parent's images.</summary>
    InParent = 1,

    /// <summary>They may be given to the process after it has been resumed, through userfaultfd.</summary>
    Lazy = 2,

    /// <summary>They are in this folder's file of pages.</summary>
    Present = 4,
}
