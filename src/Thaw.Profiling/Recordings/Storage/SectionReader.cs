using System.Buffers.Binary;
using System.Text;

namespace Thaw.Profiling.Recordings.Storage;

/// <summary>Reads the payload of one section; past its end and on a malformed number it throws <see cref="FormatException"/>.</summary>
internal ref struct SectionReader(ReadOnlySpan<byte> payload)
{
    private readonly ReadOnlySpan<byte> _payload = payload;
    private int _at;

    /// <summary>True once every byte was read.</summary>
    public readonly bool IsAtEnd => _at == _payload.Length;

    /// <summary>One byte.</summary>
    public byte Byte()
    {
        if (_at >= _payload.Length)
            throw new FormatException("a section ends inside an entry");

        return _payload[_at++];
    }

    /// <summary>An unsigned varint.</summary>
    public ulong Varint()
    {
        ulong value = Byte();
        if (value < 0x80)
            return value;

        value &= 0x7f;
        for (int shift = 7; shift < 64; shift += 7)
        {
            ulong part = Byte();
            value |= (part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }

        throw new FormatException("a number has more than ten bytes");
    }

    /// <summary>A signed number.</summary>
    public long Zigzag()
    {
        ulong value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A count or time that is never negative.</summary>
    public long Long()
    {
        ulong value = Varint();
        return value <= long.MaxValue ? (long)value : throw new FormatException("a number is out of range");
    }

    /// <summary>A count, at most the bytes that are left, because every entry has at least one.</summary>
    public int Count() => Below(_payload.Length - _at + 1, "count");

    /// <summary>A number from 0 to below <paramref name="limit"/>; <paramref name="what"/> is for the error.</summary>
    public int Below(long limit, string what)
    {
        ulong value = Varint();
        if (value >= (ulong)limit || value > int.MaxValue)
            throw new FormatException($"{what} {value} does not exist");

        return (int)value;
    }

    /// <summary>A 64-bit float.</summary>
    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    /// <summary>A text.</summary>
    public string Text() => Encoding.UTF8.GetString(Take(Below(SampleFileFormat.LargestSection, "text of length")));

    /// <summary>The next bytes as they are.</summary>
    public ReadOnlySpan<byte> Take(int bytes)
    {
        if (bytes > _payload.Length - _at)
            throw new FormatException("a section ends inside an entry");

        _at += bytes;
        return _payload.Slice(_at - bytes, bytes);
    }
}
