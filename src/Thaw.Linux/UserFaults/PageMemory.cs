using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Native;

namespace Thaw.Linux.UserFaults;

/// <summary>Memory outside the managed heap from which pages are copied into processes: our own, or a file's, mapped.</summary>
/// <remarks>Members may be called from any thread. Dispose comes last: a call that overlaps it would read what is no longer mapped.</remarks>
public sealed unsafe class PageMemory : IDisposable
{
    private const int ProtectionRead = 1;
    private const int ProtectionReadWrite = 3;
    private const int MapShared = 1;
    private const int MapPrivateAnonymous = 0x22;
    private const int AdvicePopulateRead = 22;

    private readonly byte* _start;
    private readonly bool _isFile;
    private int _disposed;

    private PageMemory(void* start, long length, bool isFile)
    {
        _start = (byte*)start;
        Length = length;
        _isFile = isFile;
    }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>Memory of our own, all zeros; page-aligned, as direct reads want it.</summary>
    /// <param name="length">Bytes, more than 0.</param>
    /// <exception cref="IOException">There is none left.</exception>
    public static PageMemory Allocate(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        // Safe: a new mapping that nobody else knows.
        var start = LibC.MemoryMapAnonymous(null, (nuint)length, ProtectionReadWrite, MapPrivateAnonymous, -1, 0);
        return start == (void*)-1
            ? throw Errno.LastAsException($"no {length} bytes of memory")
            : new PageMemory(start, length, isFile: false);
    }

    /// <summary>A file's bytes. They are read by the kernel alone, which reports a file that was cut off; no access of ours can fault.</summary>
    /// <param name="file">Open for reading; may be closed afterwards.</param>
    /// <param name="length">Bytes, more than 0.</param>
    /// <exception cref="IOException">It cannot be mapped.</exception>
    public static PageMemory Map(SafeFileHandle file, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        // Safe: read-only, and Span refuses mappings of files.
        var start = LibC.MemoryMap(null, (nuint)length, ProtectionRead, MapShared, file, 0);
        return start == (void*)-1
            ? throw Errno.LastAsException($"cannot map {length} bytes of a file")
            : new PageMemory(start, length, isFile: true);
    }

    /// <summary>Has a part of a file in reach without a fault of ours; what cannot be had is not complained of.</summary>
    public void Populate(long offset, long length) => LibC.MemoryAdvise(At(offset, length), (nuint)length, AdvicePopulateRead);

    /// <summary>A part of our own memory.</summary>
    /// <exception cref="InvalidOperationException">It is a file's: reading it here would end this process if the file is cut off.</exception>
    public Span<byte> Span(long offset, int length) => _isFile
        ? throw new InvalidOperationException("a file's mapping is read by the kernel alone")
        : new Span<byte>(At(offset, length), length);

    /// <summary>Reads from a file, until as much is there as was asked for or the file ends.</summary>
    /// <param name="file">Open for reading.</param>
    /// <param name="from">The offset in the file. Page-aligned, as are the others, when the file is open for direct reads.</param>
    /// <param name="to">The offset in here.</param>
    /// <param name="length">Bytes.</param>
    /// <returns>How many bytes were read.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public long Read(SafeFileHandle file, long from, long to, long length)
    {
        var start = At(to, length);
        long done = 0;
        while (done < length)
        {
            // Safe: the kernel writes at most what is left of the part that At has checked.
            var got = LibC.ReadAt(file, start + done, (nuint)(length - done), from + done);
            if (got > 0)
                done += got;
            else if (got == 0)
                break;
            else if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                throw Errno.LastAsException("cannot read pages");
        }
        return done;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            LibC.MemoryUnmap(_start, (nuint)Length);
    }

    internal byte* At(long offset, long length)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        if (offset < 0 || length < 0 || offset > Length - length)
            throw new ArgumentOutOfRangeException(nameof(offset), $"{length} bytes at {offset} of {Length}");
        return _start + offset;
    }
}
