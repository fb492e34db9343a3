using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Thaw.Python.Marshalling;

/// <summary>Reads Python's marshal format, version 2, for plain data.</summary>
/// <remarks>
/// The agent sends its records this way because marshal is built into the interpreter: importing json there
/// would hide json's cost from the function. Format: Python/marshal.c of CPython; versions up to 2 hold no
/// references between objects. Python to .NET: None null, bool <see cref="bool"/>, int <see cref="long"/> (or
/// <see cref="BigInteger"/>), float <see cref="double"/>, str <see cref="string"/>, bytes <c>byte[]</c>, tuple,
/// list, set and frozenset <c>object?[]</c>, dict <see cref="Dictionary{TKey, TValue}"/> with null kept as a
/// <see cref="DBNull"/> key. Not safe for concurrent use.
/// </remarks>
public ref struct MarshalReader
{
    private const int DeepestNesting = 500;

    private readonly ReadOnlySpan<byte> _data;
    private int _position;
    private int _depth;

    /// <summary>Reads from the start of the data.</summary>
    /// <param name="data">One or more marshalled objects, one after the other.</param>
    public MarshalReader(ReadOnlySpan<byte> data)
    {
        _data = data;
        _position = 0;
        _depth = 0;
    }

    /// <summary>Reads one object.</summary>
    /// <param name="data">A marshalled object.</param>
    /// <returns>The object.</returns>
    /// <exception cref="InvalidDataException">The data are cut short, or hold a type that is not plain data.</exception>
    public static object? Read(ReadOnlySpan<byte> data) => new MarshalReader(data).Read();

    /// <summary>Reads the next object.</summary>
    /// <returns>The object.</returns>
    /// <exception cref="InvalidDataException">The data are cut short, or hold a type that is not plain data.</exception>
    public object? Read()
    {
        if (++_depth > DeepestNesting)
        {
            throw new InvalidDataException("marshalled data nest too deeply");
        }

        byte type = Take(1)[0];
        object? value = type switch
        {
            (byte)'N' => null,
            (byte)'T' => true,
            (byte)'F' => false,
            (byte)'i' => (long)ReadInt32(),
            (byte)'l' => ReadLong(),
            (byte)'g' => BinaryPrimitives.ReadDoubleLittleEndian(Take(8)),
            (byte)'u' or (byte)'t' => Encoding.UTF8.GetString(Take(ReadLength())),
            (byte)'s' => Take(ReadLength()).ToArray(),
            (byte)'(' or (byte)'[' or (byte)'<' or (byte)'>' => ReadSequence(),
            (byte)'{' => ReadDictionary(),
            _ => throw new InvalidDataException($"marshalled data hold a value of type '{(char)type}', which is not plain data"),
        };
        _depth--;
        return value;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _data.Length - _position)
        {
            throw new InvalidDataException("marshalled data end too early");
        }

        ReadOnlySpan<byte> taken = _data.Slice(_position, count);
        _position += count;
        return taken;
    }

    private readonly byte Peek() =>
        _position < _data.Length ? _data[_position] : throw new InvalidDataException("marshalled data end too early");

    private int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private int ReadLength()
    {
        int length = ReadInt32();
        return length >= 0 ? length : throw new InvalidDataException("marshalled data hold a negative length");
    }

    /// <summary>An int of any size: a signed count of 15-bit digits, least significant first.</summary>
    private object ReadLong()
    {
        int count = ReadInt32();
        int digits = Math.Abs(count);
        if (digits <= 4)
        {
            long small = 0;
            for (int i = 0; i < digits; i++)
            {
                small |= (long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)) << (15 * i);
            }

            return count < 0 ? -small : small;
        }

        BigInteger large = BigInteger.Zero;
        for (int i = 0; i < digits; i++)
        {
            large |= new BigInteger(BinaryPrimitives.ReadUInt16LittleEndian(Take(2))) << (15 * i);
        }

        large = count < 0 ? -large : large;
        return large >= long.MinValue && large <= long.MaxValue ? (long)large : large;
    }

    private object?[] ReadSequence()
    {
        int count = ReadLength();
        if (count > _data.Length - _position)
        {
            throw new InvalidDataException("marshalled data end too early");
        }

        var items = new object?[count];
        for (int i = 0; i < count; i++)
        {
            items[i] = Read();
        }

        return items;
    }

    private Dictionary<object, object?> ReadDictionary()
    {
        var items = new Dictionary<object, object?>();
        while (Peek() != (byte)'0')
        {
            object key = Read() ?? DBNull.Value;
            items[key] = Read();
        }

        _position++;
        return items;
    }
}
