using Thaw.Linux.Native;

namespace Thaw.Linux.Files;

/// <summary>What a path names.</summary>
public static class FileKind
{
    private const int RegularFile = 0x8000;

    /// <summary>Whether it is a file with content of its own: no folder, link, device, socket or pipe, which would wait when it is opened.</summary>
    /// <param name="path">The path; a link at its end is not followed.</param>
    /// <exception cref="IOException">There is nothing, or it cannot be looked at.</exception>
    public static unsafe bool IsRegular(string path)
    {
        FileStatus status;
        // Safe: the kernel fills one structure on our stack.
        if (LibC.FileStatus(FileStatus.CurrentFolder, path, FileStatus.DoNotFollowLinks, FileStatus.BasicMask, &status) == -1)
            throw Errno.LastAsException($"cannot look at {path}");
        return (status.Mode & FileStatus.TypeMask) == RegularFile;
    }
}
