using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Thaw.Linux.Native;

internal static unsafe partial class LibC
{
    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    public static partial void* MemoryMapAnonymous(void* address, nuint length, int protection, int flags, int noDescriptor, long offset);

    [LibraryImport(Library, EntryPoint = "madvise", SetLastError = true)]
    public static partial int MemoryAdvise(void* address, nuint length, int advice);

    [LibraryImport(Library, EntryPoint = "pread", SetLastError = true)]
    public static partial nint ReadAt(SafeFileHandle descriptor, void* bytes, nuint count, long offset);

    [LibraryImport(Library, EntryPoint = "ppoll", SetLastError = true)]
    public static partial int PollFor(PollEntry* entries, nuint count, TimeSpec* timeout, void* signals);
}
