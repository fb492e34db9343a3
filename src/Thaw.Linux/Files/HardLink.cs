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
    /// <remarks>
    /// A file system gives the inode of a file that is gone to another one, so the time of birth counts as well where the file system knows it.
    /// </remarks>
    public static ulong? NumberOf(string path) => Read(path) is { } status ? Mixed(status.Inode, status.BirthSeconds, status.BirthNanoseconds) : null;

    /// <summary>As <see cref="NumberOf"/>, and another number after each change of the file's content.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Null when there is no such file, or it cannot be reached.</returns>
    public static ulong? StateOf(string path) => Read(path) is { } status
        ? Mixed(Mixed(status.Inode, status.BirthSeconds, status.BirthNanoseconds) ^ status.Size, status.ModifiedSeconds, status.ModifiedNanoseconds)
        : null;

    private static FileStatus? Read(string path)
    {
        FileStatus status;
        // Safe: the kernel fills the structure, which is on our stack.
        return LibC.FileStatus(FileStatus.CurrentFolder, path, 0, FileStatus.BasicMask | FileStatus.BirthMask, &status) == 0 ? status : null;
    }

    // Multiplied by an odd number, times that differ in any bit differ; turned, so that they do not cancel out small numbers.
    private static ulong Mixed(ulong number, long seconds, uint nanoseconds) =>
        number ^ ulong.RotateLeft(((ulong)seconds << 30 | nanoseconds) * 0x9E3779B97F4A7C15, 29);

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
