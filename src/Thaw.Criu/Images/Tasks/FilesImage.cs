using Thaw.Criu.Wire;

namespace Thaw.Criu.Images.Tasks;

/// <summary>The file files.img: everything that descriptors and memory areas refer to, by number.</summary>
/// <param name="Files">By type and number: CRIU looks them up so.</param>
/// <remarks>
/// One record each: 1 type, 2 number, 3 a file (6 path, 8 size, 10 mode, 11 build ID), 18 a pipe (2 inode), others that are not read.
/// </remarks>
public sealed record FilesImage(IReadOnlyDictionary<(uint Type, uint Id), ImageFile> Files)
{
    /// <summary>Reads them.</summary>
    /// <param name="folder">The image folder.</param>
    /// <exception cref="CriuImageException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FilesImage Read(string folder)
    {
        using var reader = ImageRecordReader.Open(ImageKind.Files.FileIn(folder), ImageKind.Files);
        return Read(reader);
    }

    /// <summary>Reads an image that is open.</summary>
    /// <exception cref="CriuImageException">It is damaged.</exception>
    public static FilesImage Read(ImageRecordReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var files = new Dictionary<(uint Type, uint Id), ImageFile>();
        while (reader.Read(out var message))
        {
            var file = ReadFile(message);
            if (!files.TryAdd((file.Type, file.Id), file))
                throw message.Wrong($"file {file.Id} of type {file.Type} is there twice");
        }
        return new FilesImage(files);
    }

    private static ImageFile ReadFile(WireReader message)
    {
        uint? type = null, id = null, inode = null;
        RegularFile? regular = null;
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1: type = message.Number32(); break;
                case 2: id = message.Number32(); break;
                case 3: regular = ReadRegular(message.Message()); break;
                case 18: inode = ReadInode(message.Message()); break;
                default: _ = message.Raw(); break;
            }
        }
        if (type is not { } known || id is not { } number)
            throw message.Wrong("a file without a type, or without a number");
        return known switch
        {
            ImageFile.Regular => regular is null ? throw message.Wrong($"file {number} has no path") : regular with { Id = number },
            ImageFile.Pipe => new PipeEnd(number, inode ?? throw message.Wrong($"pipe {number} has no inode")),
            _ => new ImageFile(number, known),
        };
    }

    private static RegularFile ReadRegular(WireReader message)
    {
        string? path = null;
        ulong? bytes = null;
        uint? mode = null;
        var buildId = new List<uint>();
        while (message.Next())
        {
            switch (message.Field)
            {
                case 6: path = message.Text(); break;
                case 8: bytes = message.Number(); break;
                case 10: mode = message.Number32(); break;
                case 11: message.Numbers(buildId); break;
                default: _ = message.Raw(); break;
            }
        }
        if (bytes > long.MaxValue)
            throw message.Wrong("a file of more bytes than there can be");
        return new RegularFile(0, path ?? throw message.Wrong("a file without a path"), (long?)bytes, mode, buildId);
    }

    private static uint? ReadInode(WireReader message)
    {
        uint? inode = null;
        while (message.Next())
        {
            if (message.Field == 2)
                inode = message.Number32();
            else
                _ = message.Raw();
        }
        return inode;
    }
}
