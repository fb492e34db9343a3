using System.Buffers.Binary;
using Thaw.Linux.UserFaults;

namespace Thaw.Pager.WorkingSets;

/// <summary>The head of a working-set file: which ranges of memory it has, and where. The layout is in docs/pager.md.</summary>
public sealed class WorkingSetTable
{
    /// <summary>The most runs that a file may have.</summary>
    public const int MostRuns = 1 << 20;

    internal const int HeaderBytes = 80;
    private const uint Version = 1;

    private WorkingSetTable(IReadOnlyList<WorkingSetRun> runs, ReadOnlyMemory<byte> identity)
    {
        Runs = runs;
        Identity = identity;
        DataBytes = runs.Sum(run => run.IsZero ? 0 : run.Length);
        var page = UserFault.PageBytes;
        DataStart = (HeaderBytes + (runs.Count * (long)WorkingSetRun.EntryBytes) + page - 1) / page * page;
    }

    /// <summary>The runs, in the order in which they were touched first, and in which their bytes follow each other.</summary>
    public IReadOnlyList<WorkingSetRun> Runs { get; }

    /// <summary>What it belongs to: <see cref="MapIdentity"/>.</summary>
    public ReadOnlyMemory<byte> Identity { get; }

    /// <summary>How many bytes all runs have in the file.</summary>
    public long DataBytes { get; }

    /// <summary>Where in the file they begin; page-aligned, for direct reads.</summary>
    public long DataStart { get; }

    private static ReadOnlySpan<byte> Magic => "THAWWSET"u8;

    /// <summary>Makes one for runs with their checksums.</summary>
    public static WorkingSetTable Create(IReadOnlyList<WorkingSetRun> runs, ReadOnlyMemory<byte> identity) => new(runs, identity);

    /// <summary>Reads the head of a file.</summary>
    /// <param name="file">At its beginning.</param>
    /// <exception cref="InvalidDataException">It is none, damaged, of another version, or its size is not what it says.</exception>
    public static WorkingSetTable Read(Stream file)
    {
        var header = new byte[HeaderBytes];
        if (file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes)
            throw new InvalidDataException("not a file of this kind");
        FileHeader.Check(header, Magic, Version, HeaderBytes, checksumAt: 76);
        var count = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(16));
        if (count > MostRuns || count * (long)WorkingSetRun.EntryBytes > file.Length - HeaderBytes)
            throw new InvalidDataException($"{count} runs are more than the file can hold");
        var entries = new byte[count * WorkingSetRun.EntryBytes];
        file.ReadExactly(entries);
        if (Checksum.Of(entries) != BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(72)))
            throw new InvalidDataException("its table is damaged");
        var table = new WorkingSetTable(Parse(entries), header.AsMemory(40, MapIdentity.Bytes));
        if (file.Length != table.DataStart + table.DataBytes)
            throw new InvalidDataException("its size is not that of its runs: it was cut off");
        return table;
    }

    /// <summary>The bytes that stand before those of the runs.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[DataStart];
        var header = bytes.AsSpan(0, HeaderBytes);
        var entries = bytes.AsSpan(HeaderBytes, Runs.Count * WorkingSetRun.EntryBytes);
        for (var i = 0; i < Runs.Count; i++)
            Runs[i].Write(entries[(i * WorkingSetRun.EntryBytes)..]);
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], UserFault.PageBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], Runs.Count);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], DataStart);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], DataBytes);
        Identity.Span.CopyTo(header[40..72]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[72..], Checksum.Of(entries));
        BinaryPrimitives.WriteUInt32LittleEndian(header[76..], Checksum.Of(header[..76]));
        return bytes;
    }

    private static WorkingSetRun[] Parse(ReadOnlySpan<byte> entries)
    {
        var runs = new WorkingSetRun[entries.Length / WorkingSetRun.EntryBytes];
        long offset = 0;
        for (var i = 0; i < runs.Length; i++)
        {
            runs[i] = WorkingSetRun.Read(entries.Slice(i * WorkingSetRun.EntryBytes, WorkingSetRun.EntryBytes), offset);
            offset += runs[i].IsZero ? 0 : runs[i].Length;
        }
        return runs;
    }
}
