using System.Buffers.Binary;

namespace Thaw.Profiling.Recordings.Storage;

/// <summary>Walks through a <c>samples.bin</c> once: tables grow as they come, samples arrive section by section.</summary>
/// <remarks>For one thread. Every error is a <see cref="RecordingException"/> that names the file and the offset.</remarks>
internal sealed class SampleFileScanner : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly byte[] _head = new byte[SampleFileFormat.Magic.Length + sizeof(uint)];
    private byte[] _payload = new byte[SampleFileFormat.SectionTarget * 2];
    private Crc32C _crc;
    private long _count;
    private long _sectionAt;

    private SampleFileScanner(string path, FileStream file) => (_path, _file) = (path, file);

    /// <summary>Texts, frames, nodes, threads, phases so far, and the samples of the section just read.</summary>
    public SampleSections Contents { get; } = new();

    /// <summary>Opens the file and checks its magic and version.</summary>
    public static SampleFileScanner Open(string path)
    {
        var scanner = new SampleFileScanner(path, OpenFile(path));
        try
        {
            scanner.CheckHead();
            return scanner;
        }
        catch
        {
            scanner.Dispose();
            throw;
        }
    }

    /// <summary>Reads on to the next section with samples; false after the last one, once the checksum has been found right.</summary>
    public bool NextSamples()
    {
        try
        {
            while (true)
            {
                var (tag, payload) = ReadSection();
                if (tag == SampleSection.End)
                {
                    CheckEnd(payload.Span);
                    return false;
                }

                _crc.Append(payload.Span);
                Contents.Take(tag, payload.Span);
                if (tag == SampleSection.Samples)
                {
                    _count += Contents.Samples.Length;
                    return true;
                }
            }
        }
        catch (FormatException error)
        {
            throw Damaged(error.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException($"{path}: cannot be opened: {error.Message}", error);
        }
    }

    private void CheckHead()
    {
        if (_file.ReadAtLeast(_head, _head.Length, throwOnEndOfStream: false) < _head.Length
            || !_head.AsSpan().StartsWith(SampleFileFormat.Magic))
            throw new RecordingException($"{_path}: is not a samples file of Thaw");

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(_head.AsSpan(SampleFileFormat.Magic.Length));
        if (version != SampleFileFormat.Version)
            throw new RecordingException(
                $"{_path}: has version {version}, this Thaw reads version {SampleFileFormat.Version}; record again, or use the Thaw that recorded it");

        _crc.Append(_head);
    }

    private (SampleSection Tag, ReadOnlyMemory<byte> Payload) ReadSection()
    {
        _sectionAt = _file.Position;
        Fill(_head.AsSpan(0, 1 + sizeof(uint)));
        _crc.Append(_head.AsSpan(0, 1 + sizeof(uint)));
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(_head.AsSpan(1));
        if (length > SampleFileFormat.LargestSection)
            throw Damaged($"a section claims {length} bytes");

        if (_payload.Length < length)
            _payload = new byte[length];

        Fill(_payload.AsSpan(0, (int)length));
        return ((SampleSection)_head[0], _payload.AsMemory(0, (int)length));
    }

    private void Fill(Span<byte> bytes)
    {
        if (_file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new RecordingException($"{_path}: was cut off after {_file.Length} bytes; record again");
    }

    private void CheckEnd(ReadOnlySpan<byte> payload)
    {
        int crcAt = payload.Length - sizeof(uint);
        if (crcAt < 1)
            throw Damaged("the end section is too short");

        _crc.Append(payload[..crcAt]);
        if (_crc.Value != BinaryPrimitives.ReadUInt32LittleEndian(payload[crcAt..]))
            throw Damaged("its checksum does not match");

        if (new SectionReader(payload[..crcAt]).Varint() != (ulong)_count)
            throw Damaged($"it holds {_count} samples and claims another number");

        if (_file.ReadByte() >= 0)
            throw Damaged("there are bytes after its end");
    }

    private RecordingException Damaged(string why) =>
        new($"{_path}: is damaged: {why} (section at byte {_sectionAt}); record again");
}
