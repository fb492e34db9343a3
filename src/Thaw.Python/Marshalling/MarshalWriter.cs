using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Thaw.Python.Marshalling;

/// <summary>Writes plain data in Python's marshal format, version 2.</summary>
/// <remarks>See <see cref="MarshalReader"/> for why, and for how types correspond.</remarks>
public static class MarshalWriter
{
    /// <summary>Marshals a value.</summary>
    /// <param name="value">Null, bool, integer, double, string, byte[], <see cref="JsonElement"/>, dictionaries with string keys, or enumerables of these.</param>
    /// <returns>The bytes that <c>marshal.loads</c> takes.</returns>
    /// <exception cref="ArgumentException">The value is of another type.</exception>
    public static byte[] Write(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        WriteValue(buffer, value);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteValue(ArrayBufferWriter<byte> buffer, object? value)
    {
        switch (value)
        {
            case null: Tag(buffer, 'N'); break;
            case bool flag: Tag(buffer, flag ? 'T' : 'F'); break;
            case int number: WriteInteger(buffer, number); break;
            case long number: WriteInteger(buffer, number); break;
            case BigInteger number: WriteInteger(buffer, number); break;
            case double number: WriteDouble(buffer, number); break;
            case string text: WriteBytes(buffer, 'u', Encoding.UTF8.GetBytes(text)); break;
            case byte[] bytes: WriteBytes(buffer, 's', bytes); break;
            case JsonElement json: WriteJson(buffer, json); break;
            case IReadOnlyDictionary<string, object?> items: WriteDictionary(buffer, items); break;
            case System.Collections.IEnumerable items: WriteList(buffer, [.. items.Cast<object?>()]); break;
            default: throw new ArgumentException($"{value.GetType()} is not plain data", nameof(value));
        }
    }

    private static void WriteJson(ArrayBufferWriter<byte> buffer, JsonElement json)
    {
        object? value = json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject()
                .GroupBy(property => property.Name)
                .ToDictionary(group => group.Key, group => (object?)group.Last().Value),
            JsonValueKind.Array => json.EnumerateArray().Select(item => (object?)item).ToArray(),
            JsonValueKind.String => json.GetString(),
            JsonValueKind.Number => Number(json),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };
        WriteValue(buffer, value);
    }

    /// <summary>As Python's json module reads numbers: without a point or exponent an int of any size, else a float.</summary>
    private static object Number(JsonElement json)
    {
        string text = json.GetRawText();
        return text.AsSpan().ContainsAny('.', 'e', 'E')
            ? json.GetDouble()
            : BigInteger.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void WriteInteger(ArrayBufferWriter<byte> buffer, BigInteger number)
    {
        if (number >= int.MinValue && number <= int.MaxValue)
        {
            Tag(buffer, 'i');
            WriteInt32(buffer, (int)number);
            return;
        }

        var digits = new List<ushort>();
        for (BigInteger rest = BigInteger.Abs(number); !rest.IsZero; rest >>= 15)
        {
            digits.Add((ushort)(rest & 0x7FFF));
        }

        Tag(buffer, 'l');
        WriteInt32(buffer, number.Sign * digits.Count);
        foreach (ushort digit in digits)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(buffer.GetSpan(2), digit);
            buffer.Advance(2);
        }
    }

    private static void WriteDouble(ArrayBufferWriter<byte> buffer, double number)
    {
        Tag(buffer, 'g');
        BinaryPrimitives.WriteDoubleLittleEndian(buffer.GetSpan(8), number);
        buffer.Advance(8);
    }

    private static void WriteDictionary(ArrayBufferWriter<byte> buffer, IReadOnlyDictionary<string, object?> items)
    {
        Tag(buffer, '{');
        foreach ((string key, object? value) in items)
        {
            WriteValue(buffer, key);
            WriteValue(buffer, value);
        }

        Tag(buffer, '0');
    }

    private static void WriteList(ArrayBufferWriter<byte> buffer, object?[] items)
    {
        Tag(buffer, '[');
        WriteInt32(buffer, items.Length);
        foreach (object? item in items)
        {
            WriteValue(buffer, item);
        }
    }

    private static void WriteBytes(ArrayBufferWriter<byte> buffer, char tag, byte[] bytes)
    {
        Tag(buffer, tag);
        WriteInt32(buffer, bytes.Length);
        buffer.Write(bytes);
    }

    private static void WriteInt32(ArrayBufferWriter<byte> buffer, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(buffer.GetSpan(4), number);
        buffer.Advance(4);
    }

    private static void Tag(ArrayBufferWriter<byte> buffer, char tag)
    {
        buffer.GetSpan(1)[0] = (byte)tag;
        buffer.Advance(1);
    }
}
