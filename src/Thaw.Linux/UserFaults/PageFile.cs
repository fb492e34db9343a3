using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Native;

namespace Thaw.Linux.UserFaults;

/// <summary>Opens files that hold pages.</summary>
public static class PageFile
{
    private const int NonBlocking = Descriptors.NonBlocking;

    private static int Direct => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x10000 : 0x4000;

    /// <summary>Opens one for reading; the caller owns it.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="direct">Past the page cache (O_DIRECT), where its file system can.</param>
    /// <returns>The file, and whether reads go past the page cache.</returns>
    /// <exception cref="IOException">It cannot be opened, or is no regular file.</exception>
    public static (SafeFileHandle File, bool IsDirect) Open(string path, bool direct)
    {
        // A pipe's or a device's opening could wait for ever.
        var number = direct ? LibC.Open(path, Descriptors.ReadOnly | Descriptors.CloseOnExec | NonBlocking | Direct, 0) : -1;
        var file = number >= 0 ? new SafeFileHandle(number, ownsHandle: true) : Descriptors.Open(path, Descriptors.ReadOnly | NonBlocking);
        if (IsRegular(file))
            return (file, number >= 0);
        file.Dispose();
        throw new IOException($"{path} is not a regular file");
    }

    private static unsafe bool IsRegular(SafeFileHandle file)
    {
        const int emptyPath = 0x1000;
        const int typeRegular = 0x8000;
        FileStatus status;
        // Safe: the structure has the kernel's size, on our stack.
        return LibC.FileStatus((int)file.DangerousGetHandle(), "", emptyPath, FileStatus.BasicMask, &status) == 0
            && (status.Mode & FileStatus.TypeMask) == typeRegular;
    }
}
