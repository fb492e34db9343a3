using System.Runtime.InteropServices;
using Thaw.Linux.Native;

namespace Thaw.Linux.Files;

/// <summary>One file under several names: its content is on the disk, and in the page cache, once.</summary>
public static unsafe class HardLink
{
    private const int TooManyLinks = 31;

    /// <summary>The number of the file that a path leads to, links followed: two paths of one file system with the same number are one file.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Null when there is no such file, or it cannot be reached.</returns>
    public static ulong? NumberOf(string path)
    {
        FileStatus status;
        // Safe: the kernel fills the structure, which is on our stack.
        return LibC.FileStatus(FileStatus.CurrentFolder, path, 0, FileStatus.BasicMask, &status) == 0 ? status.Inode : null;
    }

    /// <summary>Gives a file one more name. Where the file system cannot (another one, too many names), it is copied.</summary>
    /// <param name="existing">The file.</param>
    /// <param name="name">The new name; its folder must exist, and nothing may have that name.</param>
    /// <exception cref="IOException">Neither worked; the message says why.</exception>
    public static void Create(string existing, string name)
    {
        if (LibC.Link(existing, name) == 0)
            return;
        var errno = Marshal.GetLastPInvokeError();
        if (errno is not (Errno.CrossDevice or Errno.PermissionDenied or Errno.NotSupported or TooManyLinks))
            throw new IOException($"cannot link {name} to {existing}: {Errno.Describe(errno)}", errno);
        File.Copy(existing, name);
    }
}
