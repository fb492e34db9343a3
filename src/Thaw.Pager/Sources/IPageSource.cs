using Thaw.Linux.UserFaults;

namespace Thaw.Pager.Sources;

/// <summary>Where pages come from: the bytes of a snapshot, from 0 on.</summary>
/// <remarks>Members may be called from any thread and overlap, unless they are given the same scratch memory.</remarks>
public interface IPageSource : IDisposable
{
    /// <summary>What it is, for messages.</summary>
    string Name { get; }

    /// <summary>How many bytes it has.</summary>
    long Length { get; }

    /// <summary>Bytes in memory, to be copied from at once.</summary>
    /// <param name="offset">The first; page-aligned.</param>
    /// <param name="length">How many; whole pages, at most the scratch memory's length.</param>
    /// <param name="scratch">Where to read to, if they are not in memory anyway.</param>
    /// <exception cref="PagerException">They cannot be had: with the source and the reason.</exception>
    PageSlice Slice(long offset, int length, PageMemory scratch);

    /// <summary>Reads bytes, whether or not they are mapped.</summary>
    /// <param name="offset">The first; page-aligned.</param>
    /// <param name="bytes">Where to; whole pages, at most the scratch memory's length.</param>
    /// <param name="scratch">Memory of the caller's own.</param>
    /// <exception cref="PagerException">They cannot be had: with the source and the reason.</exception>
    void Read(long offset, Span<byte> bytes, PageMemory scratch);
}

/// <summary>A place in memory.</summary>
/// <param name="Memory">The memory.</param>
/// <param name="Offset">Where in it.</param>
public readonly record struct PageSlice(PageMemory Memory, long Offset);
