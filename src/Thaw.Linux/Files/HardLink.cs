using System.Runtime.InteropServices;
using Thaw.Linux.Native;

namespace Thaw.Linux.Files;

/// <summary>One file under several names: its content is on the disk, and in the page cache, once.</summary>
public static class HardLink
{
    private const int TooManyLinks = 31;

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
