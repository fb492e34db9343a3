using System.Runtime.InteropServices;
using Thaw.Linux.Native;

namespace Thaw.Linux.Files;

/// <summary>What of a file is in memory, and how to get it out, to measure a start from a cold disk.</summary>
public static unsafe class PageCache
{
    private const int AdviceDontNeed = 4;
    private const int ProtectionNone = 0;
    private const int MapShared = 1;

    /// <summary>
    /// Drops a file's clean pages from the page cache, after writing dirty ones. Pages that a running process has
    /// mapped stay: <see cref="Residency"/> tells.
    /// </summary>
    /// <exception cref="IOException">The file cannot be opened or synced.</exception>
    public static void Evict(string file)
    {
        using var handle = Descriptors.Open(file, Descriptors.ReadOnly);
        if (LibC.FileDataSync(handle) == -1 && Marshal.GetLastPInvokeError() != Errno.InvalidArgument)
            throw Errno.LastAsException($"cannot sync {file}");
        var errno = LibC.FileAdvise(handle, 0, 0, AdviceDontNeed);
        if (errno != 0)
            throw new IOException($"cannot evict {file} from the page cache: {Errno.Describe(errno)}", errno);
    }

    /// <summary>Evicts every regular file under a folder; links are not followed. Answers how many.</summary>
    public static int EvictTree(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        var evicted = 0;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", options).Where(IsRegular))
        {
            Evict(file.FullName);
            evicted++;
        }
        return evicted;
    }

    /// <summary>
    /// How many pages of a file are in the page cache, and how many it has. The kernel answers truly only to who may
    /// write the file or owns it; to others everything looks cached.
    /// </summary>
    public static (long Cached, long Total) Residency(string file)
    {
        using var handle = Descriptors.Open(file, Descriptors.ReadOnly);
        var length = RandomAccess.GetLength(handle);
        if (length == 0)
            return (0, 0);
        var pages = (length + Environment.SystemPageSize - 1) / Environment.SystemPageSize;
        // Safe: the mapping is never read, only asked about, so a file that shrinks meanwhile cannot fault.
        var address = LibC.MemoryMap(null, (nuint)length, ProtectionNone, MapShared, handle, 0);
        if (address == (void*)-1)
            throw Errno.LastAsException($"cannot map {file}");
        try
        {
            return (CountCached(file, address, length, pages), pages);
        }
        finally
        {
            LibC.MemoryUnmap(address, (nuint)length);
        }
    }

    private static long CountCached(string file, void* address, long length, long pages)
    {
        var residency = new byte[pages];
        fixed (byte* first = residency)
        {
            // Safe: mincore writes one byte a page, and the array has one byte a page.
            if (LibC.MemoryInCore(address, (nuint)length, first) == -1)
                throw Errno.LastAsException($"cannot ask for the cached pages of {file}");
        }
        return residency.LongCount(page => (page & 1) != 0);
    }

    private static bool IsRegular(FileInfo file) =>
        (file.Attributes & (FileAttributes.Device | FileAttributes.ReparsePoint)) == 0;
}
