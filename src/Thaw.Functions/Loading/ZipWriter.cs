namespace Thaw.Functions.Loading;

/// <summary>Writes checked entries to disk, within limits.</summary>
internal sealed class ZipWriter(string file, ZipLimits limits)
{
    private const int PermissionBits = 0x1FF;
    private readonly byte[] _buffer = new byte[1 << 16];
    private long _left = limits.MaxBytes;

    public static FunctionException TooLarge(string file, ZipLimits limits) =>
        new($"{file}: unpacks to more than {limits.MaxBytes / (1 << 20)} MiB; pack less");

    public void Write(string folder, IReadOnlyList<ZipEntry> entries)
    {
        Directory.CreateDirectory(folder);
        foreach (var entry in entries)
        {
            var path = Path.Combine(folder, entry.Path);
            Directory.CreateDirectory(entry.IsFolder ? path : Path.GetDirectoryName(path)!);
            if (!entry.IsFolder)
                WriteFile(path, entry);
        }
    }

    private void WriteFile(string path, ZipEntry entry)
    {
        try
        {
            using var source = entry.Source.Open();
            using var target = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = ModeOf(entry),
            });
            if (Copy(source, target) != entry.Source.Crc32)
                throw Damaged(entry, null);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(entry, e);
        }
        if (new FileInfo(path).Length != entry.Source.Length)
            throw Damaged(entry, null);
    }

    private FunctionException Damaged(ZipEntry entry, Exception? inner) =>
        new($"{file}: entry '{entry.Path}' is damaged; pack the function again", inner: inner);

    // What the zip declares about sizes may be a lie, so what really comes out is counted. Returns its checksum, which
    // the framework does not compare.
    private uint Copy(Stream source, FileStream target)
    {
        var checksum = default(Crc32);
        while (source.Read(_buffer) is > 0 and var read)
        {
            _left -= read;
            if (_left < 0)
                throw TooLarge(file, limits);
            target.Write(_buffer, 0, read);
            checksum.Add(_buffer.AsSpan(0, read));
        }
        return checksum.Value;
    }

    // Owner may always read and write; set-user-id and the like are never taken over.
    private static UnixFileMode ModeOf(ZipEntry entry)
    {
        var mode = (UnixFileMode)((entry.Source.ExternalAttributes >> 16) & PermissionBits);
        var basis = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return mode == 0 ? basis | UnixFileMode.GroupRead | UnixFileMode.OtherRead : mode | basis;
    }
}
