namespace Thaw.Linux.UserFaults;

/// <summary>What a userfaultfd can be asked to tell beside faults; the kernel's own bits.</summary>
[Flags]
public enum UserFaultFeatures : long
{
    /// <summary>Faults alone.</summary>
    None = 0,

    /// <summary>Forks.</summary>
    Fork = 1 << 1,

    /// <summary>Moved mappings.</summary>
    Remap = 1 << 2,

    /// <summary>Pages given back.</summary>
    Remove = 1 << 3,

    /// <summary>Unmapped ranges.</summary>
    Unmap = 1 << 6,

    /// <summary>All changes of the memory map.</summary>
    AllEvents = Fork | Remap | Remove | Unmap,
}
