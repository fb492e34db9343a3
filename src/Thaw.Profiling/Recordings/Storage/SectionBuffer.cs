using System.Buffers.Binary;
using System.Text;

namespace Thaw.Profiling.Recordings.Storage;

/// <summary>A growing byte buffer for the payload of one section.</summary>
internal sealed class SectionBuffer
{
    private byte[] _bytes = new byte[4096];

    /// <summary>Entries written, for the count that leads a section.</summary>
    public int Count { get; set; }

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Forgets everything.</summary>
    public void Clear() => (Count, Length) = (0, 0);

    /// <summary>One byte.</summary>
    public void Byte(byte value) => Reserve(1)[0] = value;

    /// <summary>An unsigned varint.</summary>
    public void Varint(ulong value)
    {
        var room = Room(10);
        int at = 0;
        for (; value >= 0x80; value >>= 7)
            room[at++] = (byte)(value | 0x80);

        room[at++] = (byte)value;
        Length += at;
    }

    /// <summary>A number that is never negative.</summary>
    public void Varint(long value) => Varint(checked((ulong)value));

    /// <summary>A signed number, zigzag.</summary>
    public void Zigzag(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>A 64-bit float, little endian.</summary>
    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Reserve(sizeof(double)), value);

    /// <summary>UTF-8 after its length. Lone surrogates become U+FFFD.</summary>
    public void Text(string value)
    {
        int bytes = Encoding.UTF8.GetByteCount(value);
        Varint(bytes);
        Encoding.UTF8.GetBytes(value, Reserve(bytes));
    }

    private Span<byte> Reserve(int bytes)
    {
        var room = Room(bytes)[..bytes];
        Length += bytes;
        return room;
    }

    private Span<byte> Room(int bytes)
    {
        if (_bytes.Length - Length < bytes)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + bytes));

        return _bytes.AsSpan(Length);
    }
}
