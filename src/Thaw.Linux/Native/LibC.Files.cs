using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Thaw.Linux.Native;

internal static unsafe partial class LibC
{
    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe(int* descriptors, int flags);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle descriptor, void* bytes, nuint count);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollEntry* entries, nuint count, int timeoutMs);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    public static partial int FileSync(SafeFileHandle descriptor);

    [LibraryImport(Library, EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int FileDataSync(SafeFileHandle descriptor);

    /// <summary>Answers the error number itself, not -1.</summary>
    [LibraryImport(Library, EntryPoint = "posix_fadvise")]
    public static partial int FileAdvise(SafeFileHandle descriptor, long offset, long length, int advice);

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    public static partial void* MemoryMap(void* address, nuint length, int protection, int flags, SafeFileHandle descriptor, long offset);

    [LibraryImport(Library, EntryPoint = "munmap", SetLastError = true)]
    public static partial int MemoryUnmap(void* address, nuint length);

    [LibraryImport(Library, EntryPoint = "mincore", SetLastError = true)]
    public static partial int MemoryInCore(void* address, nuint length, byte* residency);

    [LibraryImport(Library, EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RenameAt(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport(Library, EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string existing, string name);
}
