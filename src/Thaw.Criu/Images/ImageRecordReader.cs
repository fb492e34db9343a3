using System.Buffers.Binary;
using Thaw.Criu.Wire;

namespace Thaw.Criu.Images;

/// <summary>Reads the records of an image file, one after another: after the magic numbers, each is a length of four bytes and a message.</summary>
/// <remarks>
/// Memory in use is that of the largest record, and never more than the file is long or <see cref="LargestRecordBytes"/>. Not for use by
/// several threads at once.
/// </remarks>
public sealed class ImageRecordReader : IDisposable
{
    /// <summary>
    /// No record of CRIU's is near this. The largest, the memory areas of a process, take 27 bytes an area: 65,530 areas, the kernel's
    /// limit, are 2 MB.
    /// </summary>
    public const int LargestRecordBytes = 16 << 20;

    private readonly Stream _stream;
    private readonly string _file;
    private byte[] _buffer = new byte[256];
    private long _position;

    private ImageRecordReader(Stream stream, string file)
    {
        _stream = stream;
        _file = file;
    }

    /// <summary>Opens a file and reads its magic numbers.</summary>
    /// <exception cref="CriuImageException">It is of another kind.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ImageRecordReader Open(string file, ImageKind kind) => Over(File.OpenRead(file), file, kind);

    /// <summary>Reads from a stream that can tell its length.</summary>
    /// <param name="stream">From its beginning; closed by Dispose.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="kind">What it should be.</param>
    /// <exception cref="CriuImageException">It is of another kind.</exception>
    public static ImageRecordReader Over(Stream stream, string file, ImageKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var reader = new ImageRecordReader(stream, file);
        try
        {
            if (kind.HasCommonMagic)
                reader.Expect(ImageKind.CommonMagic, "this is not an image file of CRIU");
            reader.Expect(kind.Magic, $"this is not a {kind.Name} image");
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next record.</summary>
    /// <param name="message">Its fields; valid until the next call.</param>
    /// <returns>False at the end of the file.</returns>
    public bool Read(out WireReader message)
    {
        message = default;
        if (_position == _stream.Length)
            return false;
        var length = ReadNumber("the file ends within the length of a record");
        if (length > LargestRecordBytes || length > _stream.Length - _position)
            throw new CriuImageException(_file, _position - 4, $"a record of {length} bytes, but {_stream.Length - _position} are left");
        if (_buffer.Length < length)
            _buffer = new byte[Math.Max(length, 2 * _buffer.Length)];
        var start = _position;
        Fill(_buffer.AsSpan(0, (int)length), "the file ends within a record");
        message = new WireReader(_buffer.AsSpan(0, (int)length), _file, start);
        return true;
    }

    /// <summary>Reads the record of a file that must have one at least.</summary>
    public WireReader ReadRequired() => Read(out var message) ? message : throw Wrong("a record is missing");

    /// <summary>Says that something is wrong where the reader is.</summary>
    public CriuImageException Wrong(string what) => new(_file, _position, what);

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private void Expect(uint magic, string otherwise)
    {
        if (ReadNumber(otherwise) != magic)
            throw new CriuImageException(_file, _position - 4, otherwise);
    }

    private uint ReadNumber(string otherwise)
    {
        Span<byte> number = stackalloc byte[4];
        Fill(number, otherwise);
        return BinaryPrimitives.ReadUInt32LittleEndian(number);
    }

    private void Fill(Span<byte> buffer, string otherwise)
    {
        if (_stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
            throw Wrong(otherwise);
        _position += buffer.Length;
    }
}
