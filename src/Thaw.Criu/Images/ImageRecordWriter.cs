using System.Buffers.Binary;
using Thaw.Criu.Wire;

namespace Thaw.Criu.Images;

/// <summary>Writes an image file: magic numbers, then one record after another.</summary>
public sealed class ImageRecordWriter
{
    private readonly Stream _stream;

    /// <summary>Writes the magic numbers.</summary>
    /// <param name="stream">Stays the caller's.</param>
    /// <param name="kind">What the file will be.</param>
    public ImageRecordWriter(Stream stream, ImageKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        _stream = stream;
        if (kind.HasCommonMagic)
            WriteNumber(ImageKind.CommonMagic);
        WriteNumber(kind.Magic);
    }

    /// <summary>Writes a record.</summary>
    public void Write(WireWriter message)
    {
        ArgumentNullException.ThrowIfNull(message);
        WriteNumber((uint)message.Written.Length);
        _stream.Write(message.Written);
    }

    private void WriteNumber(uint value)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(number, value);
        _stream.Write(number);
    }
}
