namespace Thaw.Criu.Images.Tasks;

/// <summary>What a memory area is; bits as CRIU stores them. Those that Thaw does not ask for are kept, and have no name here.</summary>
[Flags]
public enum MemoryAreaKinds : uint
{
    /// <summary>Nothing is known.</summary>
    None = 0,

    /// <summary>An ordinary area, whose content is restored.</summary>
    Regular = 1 << 0,

    /// <summary>The stack.</summary>
    Stack = 1 << 1,

    /// <summary>The kernel's page at a fixed address.</summary>
    Vsyscall = 1 << 2,

    /// <summary>The kernel's code in the process.</summary>
    Vdso = 1 << 3,

    /// <summary>What brk(2) made.</summary>
    Heap = 1 << 5,

    /// <summary>A file's pages; what is written stays in the process.</summary>
    FilePrivate = 1 << 6,

    /// <summary>A file's pages; what is written goes to the file.</summary>
    FileShared = 1 << 7,

    /// <summary>Memory without a file, shared with other processes.</summary>
    AnonymousShared = 1 << 8,

    /// <summary>Memory without a file, of this process only.</summary>
    AnonymousPrivate = 1 << 9,

    /// <summary>The kernel's data in the process.</summary>
    Vvar = 1 << 12,
}
