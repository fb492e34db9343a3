using Thaw.Linux.Native;

namespace Thaw.Linux.Files;

/// <summary>By what a file is known that was not written to since: then it need not be read again to know its content.</summary>
/// <param name="Number">Its number in its file system.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="WrittenNs">When it was written to last, in nanoseconds since 1970.</param>
public readonly record struct FileStamp(ulong Number, long Bytes, long WrittenNs)
{
    // The kernel's clock for files ticks every 10 ms at the slowest; much more does no harm.
    private const long SettledNs = 1_000_000_000;

    /// <summary>Looks at a file, links followed, with one system call.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Null when there is none, or it cannot be reached.</returns>
    public static unsafe FileStamp? Of(string path)
    {
        FileStatus status;
        // Safe: the kernel fills one structure on our stack.
        return LibC.FileStatus(FileStatus.CurrentFolder, path, 0, FileStatus.BasicMask, &status) == 0
            ? new FileStamp(status.Inode, (long)status.Size, (status.ModifiedSeconds * 1_000_000_000) + status.ModifiedNanoseconds)
            : null;
    }

    /// <summary>Whether a later write must have given it another date: dates are as coarse as a tick of the kernel's clock.</summary>
    public bool IsSettledAt(DateTimeOffset now) => WrittenNs < (now.ToUnixTimeMilliseconds() * 1_000_000) - SettledNs;
}
