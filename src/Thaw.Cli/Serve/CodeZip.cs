using System.IO.Compression;

namespace Thaw.Cli.Serve;

/// <summary>Packs a function's folder. The same files make the same bytes, so that the host keeps them once.</summary>
internal static class CodeZip
{
    private static readonly string[] LeftOut = [".git", "__pycache__", ".venv", "venv", "node_modules"];

    public static byte[] Of(string folder)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in Files(folder).OrderBy(file => file, StringComparer.Ordinal))
                Add(archive, file, Path.GetRelativePath(folder, file));
        }
        return stream.ToArray();
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder)
        .Concat(Directory.EnumerateDirectories(folder).Where(inner => !LeftOut.Contains(Path.GetFileName(inner))).SelectMany(Files));

    private static void Add(ZipArchive archive, string file, string name)
    {
        var entry = archive.CreateEntry(name);
        // The oldest date that a zip can hold.
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        entry.ExternalAttributes = (0x8000 | (int)File.GetUnixFileMode(file)) << 16;
        using var target = entry.Open();
        using var source = File.OpenRead(file);
        source.CopyTo(target);
    }
}
