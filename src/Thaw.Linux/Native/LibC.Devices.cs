using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Thaw.Linux.Native;

internal static unsafe partial class LibC
{
    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int DeviceControl(SafeFileHandle descriptor, nuint request, nint argument);

    [LibraryImport(Library, EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MemoryFile(string name, uint flags);

    /// <summary>A system call of which only the error number matters, with arguments that cannot do harm.</summary>
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    public static partial nint SyscallProbe(nint number, nint a1, nint a2, nint a3, nint a4);
}
