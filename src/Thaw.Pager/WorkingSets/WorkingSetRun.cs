using System.Buffers.Binary;
using Thaw.Linux.UserFaults;

namespace Thaw.Pager.WorkingSets;

/// <summary>A range of memory that a working set has together.</summary>
/// <param name="Task">The number of the process in its snapshot.</param>
/// <param name="Address">Where it begins.</param>
/// <param name="Pages">How many pages, from 1 to 16,384.</param>
/// <param name="IsZero">Whether it is zeros, for which the file stores nothing.</param>
public readonly record struct WorkingSetRun(uint Task, ulong Address, int Pages, bool IsZero)
{
    internal const int EntryBytes = 24;
    internal const int MostPages = 1 << 14;
    private const uint ZeroFlag = 1;

    /// <summary>Where its bytes are, from the first of all runs on.</summary>
    public long DataOffset { get; init; }

    /// <summary>The checksum of its bytes.</summary>
    public uint Checksum { get; init; }

    /// <summary>Bytes of memory.</summary>
    public long Length => (long)Pages * UserFault.PageBytes;

    internal void Write(Span<byte> entry)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(entry, Address);
        BinaryPrimitives.WriteInt32LittleEndian(entry[8..], Pages);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], IsZero ? ZeroFlag : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], Task);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[20..], Checksum);
    }

    internal static WorkingSetRun Read(ReadOnlySpan<byte> entry, long dataOffset)
    {
        var address = BinaryPrimitives.ReadUInt64LittleEndian(entry);
        var pages = BinaryPrimitives.ReadInt32LittleEndian(entry[8..]);
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]);
        if (address % (ulong)UserFault.PageBytes != 0 || pages is <= 0 or > MostPages || flags > ZeroFlag)
            throw new InvalidDataException($"a run of {pages} pages at {address:x}");
        return new WorkingSetRun(BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]), address, pages, flags == ZeroFlag)
        {
            DataOffset = dataOffset,
            Checksum = BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]),
        };
    }
}
