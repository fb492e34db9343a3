using System.Buffers;
using System.Text;

namespace Thaw.Criu.Wire;

/// <summary>Writes the fields of one message of protocol buffers.</summary>
/// <remarks>Not for use by several threads at once.</remarks>
public sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Writes a number, or an enumeration's value, or a truth value as 0 or 1.</summary>
    /// <param name="field">The field's number.</param>
    /// <param name="value">The value.</param>
    public WireWriter Number(int field, ulong value)
    {
        Tag(field, WireType.Varint);
        Varint(value);
        return this;
    }

    /// <summary>Writes bytes.</summary>
    /// <param name="field">The field's number.</param>
    /// <param name="value">The value.</param>
    public WireWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, WireType.LengthDelimited);
        Varint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    /// <summary>Writes text as UTF-8.</summary>
    /// <param name="field">The field's number.</param>
    /// <param name="value">The value.</param>
    public WireWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Writes a message inside of this one.</summary>
    /// <param name="field">The field's number.</param>
    /// <param name="value">The message; later changes of it do not count.</param>
    public WireWriter Message(int field, WireWriter value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Bytes(field, value.Written);
    }

    /// <summary>Writes a field as <see cref="WireReader.Raw"/> took it.</summary>
    public WireWriter Raw(ReadOnlySpan<byte> field)
    {
        _bytes.Write(field);
        return this;
    }

    private void Tag(int field, WireType type) => Varint(((ulong)field << 3) | (ulong)type);

    private void Varint(ulong value)
    {
        var span = _bytes.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }
        span[length++] = (byte)value;
        _bytes.Advance(length);
    }
}
