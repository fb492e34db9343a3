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

    // Only regular files and block devices have a length; a folder cannot be asked.
    private static bool IsRegular(SafeFileHandle file)
    {
        try
        {
            RandomAccess.GetLength(file);
            return true;
        }
        catch (Exception e) when (e is NotSupportedException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
