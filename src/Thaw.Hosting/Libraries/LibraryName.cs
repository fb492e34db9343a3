using System.Security.Cryptography;
using System.Text;
using Thaw.Python.Environments.Libraries;

namespace Thaw.Hosting.Libraries;

/// <summary>A distribution's name: a checksum over its files' paths, kinds and content. Byte code and dates do not count.</summary>
internal static class LibraryName
{
    private const int Digits = 40;

    public static string Of(LibraryFiles files) => Of(files.Files.Select(file => file.IsLink
        ? (file.Path, Kind: 'l', Content: file.Source)
        : (file.Path, Kind: IsProgram(file.Source) ? 'x' : 'f', Content: HashOf(file.Source))));

    /// <summary>The name that what lies in a folder should have.</summary>
    public static string OfFolder(string folder) => Of(Entries(folder).Select(path =>
    {
        var full = Path.Combine(folder, path);
        return new FileInfo(full).LinkTarget is { } target
            ? (path, Kind: 'l', Content: target)
            : (path, Kind: IsProgram(full) ? 'x' : 'f', Content: HashOf(full));
    }));

    private static string Of(IEnumerable<(string Path, char Kind, string Content)> entries)
    {
        var text = new StringBuilder();
        foreach (var (path, kind, content) in entries.OrderBy(entry => entry.Path, StringComparer.Ordinal))
            text.Append(path).Append('\0').Append(kind).Append(content).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..Digits];
    }

    private static IEnumerable<string> Entries(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } inner)
            {
                foreach (var path in inner.Name == "__pycache__" ? [] : Entries(inner.FullName))
                    yield return inner.Name + "/" + path;
            }
            else
            {
                yield return entry.Name;
            }
        }
    }

    private static bool IsProgram(string file) => (File.GetUnixFileMode(file) & UnixFileMode.UserExecute) != 0;

    private static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
