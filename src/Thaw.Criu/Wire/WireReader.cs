using System.Buffers.Binary;
using System.Text;
using Thaw.Criu.Images;

namespace Thaw.Criu.Wire;

/// <summary>Reads the fields of one message of protocol buffers, in the order in which they lie there.</summary>
/// <remarks>
/// After <see cref="Next"/>, call exactly one of the members that take the value. It makes no copies, and never reads outside of its
/// bytes: the worst that hostile bytes do is a <see cref="CriuImageException"/>.
/// </remarks>
public ref struct WireReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly string _file;
    private readonly long _origin;
    private int _position;
    private int _fieldStart;

    /// <summary>Begins at the first field.</summary>
    /// <param name="bytes">The message.</param>
    /// <param name="file">The file that it is from, for messages.</param>
    /// <param name="origin">Where in the file it begins, in bytes.</param>
    public WireReader(ReadOnlySpan<byte> bytes, string file, long origin)
    {
        _bytes = bytes;
        _file = file;
        _origin = origin;
    }

    /// <summary>The number of the field whose value comes next; 1 or more.</summary>
    public int Field { get; private set; }

    /// <summary>How that value lies there.</summary>
    public WireType Type { get; private set; }

    /// <summary>Goes to the next field.</summary>
    /// <returns>False at the end of the message.</returns>
    public bool Next()
    {
        _fieldStart = _position;
        if (_position == _bytes.Length)
            return false;
        var tag = Varint();
        if (tag >> 3 is 0 or > 536_870_911)
            throw Wrong("no field has this number");
        Field = (int)(tag >> 3);
        Type = (WireType)(tag & 7);
        return true;
    }

    /// <summary>Takes a number.</summary>
    public ulong Number() => Type switch
    {
        WireType.Varint => Varint(),
        WireType.Fixed64 => BinaryPrimitives.ReadUInt64LittleEndian(Take(8)),
        WireType.Fixed32 => BinaryPrimitives.ReadUInt32LittleEndian(Take(4)),
        _ => throw Wrong($"field {Field} is not a number"),
    };

    /// <summary>Takes a number of 32 bits.</summary>
    public uint Number32() => (uint)Number();

    /// <summary>Takes one number of a repeated field, or several when they are packed.</summary>
    public void Numbers(ICollection<uint> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (Type != WireType.LengthDelimited)
        {
            into.Add(Number32());
            return;
        }
        var packed = Message();
        while (packed._position < packed._bytes.Length)
            into.Add((uint)packed.Varint());
    }

    /// <summary>Takes bytes; they stay where they are.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        if (Type != WireType.LengthDelimited)
            throw Wrong($"field {Field} is a number");
        var length = Varint();
        return length <= int.MaxValue ? Take((int)length) : throw Wrong($"field {Field} is longer than its message");
    }

    /// <summary>Takes text; what is not UTF-8 in it is replaced.</summary>
    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>Takes a message inside of this one.</summary>
    public WireReader Message()
    {
        var bytes = Bytes();
        return new WireReader(bytes, _file, _origin + _position - bytes.Length);
    }

    /// <summary>Takes the whole field, with its number, as it lies there.</summary>
    public ReadOnlySpan<byte> Raw()
    {
        if (Type == WireType.LengthDelimited)
            _ = Bytes();
        else
            _ = Number();
        return _bytes[_fieldStart.._position];
    }

    /// <summary>Says that something is wrong where the reader is.</summary>
    public readonly CriuImageException Wrong(string what) => new(_file, _origin + _position, what);

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
        throw Wrong("a number of more than ten bytes");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _position)
            throw Wrong($"the message ends within field {Field}");
        _position += count;
        return _bytes.Slice(_position - count, count);
    }
}
