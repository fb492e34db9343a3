using Thaw.Functions.Loading;

namespace Thaw.Functions;

/// <summary>The zip that a function's code is deployed as.</summary>
public static class CodeArchive
{
    /// <summary>Checks every entry, then writes them to a new folder.</summary>
    /// <param name="file">The zip.</param>
    /// <param name="folder">Must not exist; when this fails, parts of it may.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <exception cref="FunctionException">It is no zip, damaged, too large, or an entry leads out of the folder.</exception>
    public static void Unpack(string file, string folder, ZipLimits limits)
    {
        using var stream = File.OpenRead(file);
        using var archive = ZipUnpacker.Open(stream, file);
        new ZipWriter(file, limits).Write(folder, ZipEntries.Check(archive, file, limits));
    }

    /// <summary>
    /// Whether a folder holds what <see cref="Unpack"/> would write, byte for byte. Other files in it do not count, nor does byte code, which
    /// whoever uses the folder may have compiled again.
    /// </summary>
    /// <param name="file">The zip.</param>
    /// <param name="folder">The folder; it may be missing.</param>
    /// <exception cref="FunctionException">The zip is no zip.</exception>
    public static bool Matches(string file, string folder)
    {
        if (!Directory.Exists(folder))
            return false;
        using var stream = File.OpenRead(file);
        using var archive = ZipUnpacker.Open(stream, file);
        return ZipEntries.Check(archive, file, ZipLimits.Default).All(entry => IsByteCode(entry.Path) || Holds(folder, entry));
    }

    private static bool IsByteCode(string path) =>
        path.EndsWith(".pyc", StringComparison.Ordinal) && path.Split('/') is [.., "__pycache__", _];

    private static bool Holds(string folder, ZipEntry entry)
    {
        var path = Path.Combine(folder, entry.Path);
        if (entry.IsFolder)
            return Directory.Exists(path);
        if (new FileInfo(path) is not { Exists: true } file || file.Length != entry.Source.Length)
            return false;
        var checksum = default(Crc32);
        checksum.Add(File.ReadAllBytes(path));
        return checksum.Value == entry.Source.Crc32;
    }
}
