using System.Buffers.Binary;

namespace Thaw.Profiling.Recordings.Storage;

/// <summary>The file below a <see cref="SampleFileWriter"/>: sections, and the checksum over all of them.</summary>
internal sealed class SectionStream : IDisposable
{
    private readonly FileStream _file;
    private readonly SectionBuffer _head = new();
    private Crc32C _crc;

    private SectionStream(FileStream file) => _file = file;

    /// <summary>Creates the file with its magic and version.</summary>
    public static SectionStream Create(string path)
    {
        var stream = new SectionStream(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16));
        stream.Put(SampleFileFormat.Magic);
        stream.PutUInt32(SampleFileFormat.Version);
        return stream;
    }

    /// <summary>Writes one section.</summary>
    public void Write(SampleSection tag, ReadOnlySpan<byte> payload)
    {
        Put([(byte)tag]);
        PutUInt32(checked((uint)payload.Length));
        Put(payload);
    }

    /// <summary>Writes a section that is led by its count of entries, and empties the buffer; no entries, no section.</summary>
    public void WriteCounted(SampleSection tag, SectionBuffer entries)
    {
        if (entries.Count == 0)
            return;

        _head.Clear();
        _head.Varint(entries.Count);
        int length = _head.Length + entries.Length;
        if (length > SampleFileFormat.LargestSection)
            throw new RecordingException($"{_file.Name}: a table of {length} bytes is larger than the format allows");

        Put([(byte)tag]);
        PutUInt32((uint)length);
        Put(_head.Written);
        Put(entries.Written);
        entries.Clear();
    }

    /// <summary>Writes the end section with the checksum, and flushes to the disk.</summary>
    public void End(ReadOnlySpan<byte> count)
    {
        Put([(byte)SampleSection.End]);
        PutUInt32((uint)(count.Length + sizeof(uint)));
        Put(count);
        PutUInt32(_crc.Value);
        _file.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void PutUInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Put(bytes);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        _crc.Append(bytes);
        _file.Write(bytes);
    }
}
