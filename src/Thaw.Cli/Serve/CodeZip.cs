using System.IO.Compression;
using Thaw.Python.Environments.Libraries;

namespace Thaw.Cli.Serve;

/// <summary>Packs a function's folder. The same files make the same bytes, so that the host keeps them once.</summary>
internal static class CodeZip
{
    private static readonly string[] LeftOut = [".git", "__pycache__", ".venv", "venv", "node_modules", ".aws-sam"];

    /// <summary>Packs a folder, and libraries beside its own files.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="libraries">The libraries' files; one that the folder has under the same path is left out.</param>
    /// <param name="leftOut">A folder that goes another way, should it lie in there; null for none.</param>
    public static byte[] Of(string folder, IReadOnlyList<LibraryFile> libraries, string? leftOut = null)
    {
        var other = leftOut is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(leftOut));
        var files = Files(folder, other).ToDictionary(file => Path.GetRelativePath(folder, file), file => file);
        foreach (var file in libraries)
            files.TryAdd(file.Path, file.Source);
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, file) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
                Add(archive, file, name);
        }
        return stream.ToArray();
    }

    private static IEnumerable<string> Files(string folder, string? other) => Directory.EnumerateFiles(folder)
        .Concat(Directory.EnumerateDirectories(folder).Where(inner => !LeftOut.Contains(Path.GetFileName(inner)) && Path.GetFullPath(inner) != other).SelectMany(inner => Files(inner, other)));

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
