using System.Buffers.Binary;
using Thaw.Linux.Files;
using Thaw.Linux.UserFaults;

namespace Thaw.Pager.WorkingSets;

/// <summary>The order in which a restored process touched its pages first, and its file. The layout is in docs/pager.md.</summary>
public sealed class TouchTrace
{
    private const int HeaderBytes = 64;
    private const int EntryBytes = 16;
    private const uint Version = 1;
    private const uint CutShort = 1;
    private const int MostBytes = 1 << 28;

    /// <summary>The touches, in order; no page twice.</summary>
    public required IReadOnlyList<PageTouch> Touches { get; init; }

    /// <summary>What it belongs to: <see cref="MapIdentity"/>.</summary>
    public required ReadOnlyMemory<byte> Identity { get; init; }

    /// <summary>Whether more pages were touched than a recording takes.</summary>
    public bool IsCutShort { get; init; }

    private static ReadOnlySpan<byte> Magic => "THAWTRAC"u8;

    /// <summary>Writes it, whole or not at all.</summary>
    public void Write(string path)
    {
        var bytes = new byte[HeaderBytes + (Touches.Count * EntryBytes)];
        var header = bytes.AsSpan(0, HeaderBytes);
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], UserFault.PageBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], Touches.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], IsCutShort ? CutShort : 0);
        Identity.Span.CopyTo(header[24..56]);
        for (var i = 0; i < Touches.Count; i++)
            WriteTouch(bytes.AsSpan(HeaderBytes + (i * EntryBytes), EntryBytes), Touches[i]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[56..], Checksum.Of(bytes.AsSpan(HeaderBytes)));
        BinaryPrimitives.WriteUInt32LittleEndian(header[60..], Checksum.Of(header[..60]));
        DurableFile.WriteAtomically(path, stream => stream.Write(bytes));
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="PagerException">It cannot be read, is damaged, or of another version.</exception>
    public static TouchTrace Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes)
                throw new PagerException($"{path}: larger than a trace can be");
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PagerException($"{path}: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new PagerException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads the bytes of one.</summary>
    /// <exception cref="InvalidDataException">They are none, damaged, or of another version.</exception>
    public static TouchTrace Parse(ReadOnlyMemory<byte> bytes)
    {
        var all = bytes.Span;
        FileHeader.Check(all, Magic, Version, HeaderBytes, checksumAt: 60);
        var count = BinaryPrimitives.ReadUInt32LittleEndian(all[16..]);
        if (all.Length - HeaderBytes != count * (long)EntryBytes)
            throw new InvalidDataException($"{count} touches do not make its size");
        if (Checksum.Of(all[HeaderBytes..]) != BinaryPrimitives.ReadUInt32LittleEndian(all[56..]))
            throw new InvalidDataException("its touches are damaged");
        var touches = new PageTouch[count];
        for (var i = 0; i < touches.Length; i++)
            touches[i] = ReadTouch(all.Slice(HeaderBytes + (i * EntryBytes), EntryBytes));
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(all[20..]);
        return new TouchTrace { Touches = touches, Identity = bytes[24..56].ToArray(), IsCutShort = (flags & CutShort) != 0 };
    }

    // A page's address leaves its low bits free for what was done to it.
    private static void WriteTouch(Span<byte> entry, PageTouch touch)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(entry, touch.Address | (touch.IsZero ? 1UL : 0) | (touch.IsWrite ? 2UL : 0));
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], touch.Task);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], touch.AtUs);
    }

    private static PageTouch ReadTouch(ReadOnlySpan<byte> entry)
    {
        var word = BinaryPrimitives.ReadUInt64LittleEndian(entry);
        var address = word & ~(ulong)(UserFault.PageBytes - 1);
        if (address != (word & ~3UL))
            throw new InvalidDataException($"a touch at {word:x}, which is no page");
        return new PageTouch(
            BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]), address, (word & 1) != 0, (word & 2) != 0,
            BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]));
    }
}
