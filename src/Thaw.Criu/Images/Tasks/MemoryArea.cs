namespace Thaw.Criu.Images.Tasks;

/// <summary>A memory area of a process, as /proc/PID/maps would show it.</summary>
/// <param name="Start">Its first address.</param>
/// <param name="End">The first address after it.</param>
/// <param name="FileOffset">Where in the file it begins, in bytes; 0 for anonymous memory.</param>
/// <param name="FileId">The file's number in <see cref="FilesImage"/>; of no meaning for anonymous memory.</param>
/// <param name="Protection">PROT_READ 1, PROT_WRITE 2, PROT_EXEC 4.</param>
/// <param name="Flags">As mmap(2) takes them.</param>
/// <param name="Kind">What CRIU found it to be.</param>
public readonly record struct MemoryArea(
    ulong Start, ulong End, ulong FileOffset, ulong FileId, uint Protection, uint Flags, MemoryAreaKinds Kind)
{
    /// <summary>Its size.</summary>
    public ulong Bytes => End - Start;

    /// <summary>
    /// Whether a page of it that was never written to reads as zero: then a page of zeros need not be stored. A private page of a file
    /// must be, because the file's own would show otherwise.
    /// </summary>
    public bool IsZeroWhenUntouched =>
        Kind.HasFlag(MemoryAreaKinds.AnonymousPrivate) && (Kind & (MemoryAreaKinds.Vdso | MemoryAreaKinds.Vvar | MemoryAreaKinds.Vsyscall)) == 0;
}
