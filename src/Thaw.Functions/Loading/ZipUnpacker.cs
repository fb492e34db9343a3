using System.IO.Compression;
using System.Security.Cryptography;

namespace Thaw.Functions.Loading;

/// <summary>Unpacks a function's zip into a folder named after its content.</summary>
/// <remarks>
/// The folder is made beside its place and renamed, so it is whole if it is there; and since a crash of the machine
/// may still lose file contents, the sizes are compared with the zip before it is used again.
/// </remarks>
internal static class ZipUnpacker
{
    /// <summary>The folder that holds the zip's content.</summary>
    public static string Unpack(string file, FunctionLoadOptions options)
    {
        var scratch = options.ScratchFolder is { } given
            ? Directory.CreateDirectory(given).FullName
            : Directory.CreateTempSubdirectory("thaw-").FullName;
        using var stream = File.OpenRead(file);
        var folder = Path.Combine(scratch, $"{FunctionName.From(Path.GetFileNameWithoutExtension(file))}-{Checksum(stream)}");
        using var archive = Open(stream, file);
        var entries = ZipEntries.Check(archive, file, options.ZipLimits);
        if (!Holds(folder, entries))
            UnpackInto(folder, entries, file, options.ZipLimits);
        return folder;
    }

    private static string Checksum(Stream stream)
    {
        var checksum = Convert.ToHexStringLower(SHA256.HashData(stream))[..32];
        stream.Position = 0;
        return checksum;
    }

    public static ZipArchive Open(Stream stream, string file)
    {
        try
        {
            var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            // The list of entries is read when it is first asked for.
            _ = archive.Entries;
            return archive;
        }
        catch (InvalidDataException e)
        {
            throw new FunctionException($"{file}: not a zip, or a damaged one; pack the function again", inner: e);
        }
    }

    private static bool Holds(string folder, IReadOnlyList<ZipEntry> entries) =>
        Directory.Exists(folder) && entries.All(e => e.IsFolder
            ? Directory.Exists(Path.Combine(folder, e.Path))
            : new FileInfo(Path.Combine(folder, e.Path)) is { Exists: true } file && file.Length == e.Source.Length);

    private static void UnpackInto(string folder, IReadOnlyList<ZipEntry> entries, string file, ZipLimits limits)
    {
        var temporary = $"{folder}.{Guid.NewGuid():N}.tmp";
        try
        {
            new ZipWriter(file, limits).Write(temporary, entries);
            if (Directory.Exists(folder) && !Holds(folder, entries))
                Directory.Delete(folder, recursive: true);
            Directory.Move(temporary, folder);
        }
        catch (IOException) when (Holds(folder, entries))
        {
            // Another process unpacked the same content meanwhile.
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }
}
