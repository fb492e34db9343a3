using System.IO.Compression;

namespace Thaw.Functions.Loading;

/// <summary>A checked entry.</summary>
/// <param name="Path">Where it goes, relative and inside the folder.</param>
/// <param name="IsFolder">True for a folder.</param>
/// <param name="Source">The entry.</param>
internal sealed record ZipEntry(string Path, bool IsFolder, ZipArchiveEntry Source);

/// <summary>Checks the entries of a zip before anything is written.</summary>
internal static class ZipEntries
{
    // stat(2): the file type in the upper half of the external attributes that Unix tools write.
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int Folder = 0x4000;
    private const int SymbolicLink = 0xA000;

    public static IReadOnlyList<ZipEntry> Check(ZipArchive archive, string file, ZipLimits limits)
    {
        if (archive.Entries.Count == 0)
            throw new FunctionException($"{file}: the zip is empty; pack the function's files into it");
        if (archive.Entries.Count > limits.MaxEntries)
            throw new FunctionException($"{file}: holds {archive.Entries.Count} entries, more than {limits.MaxEntries}; pack less");
        if (archive.Entries.Sum(e => (decimal)e.Length) > limits.MaxBytes)
            throw ZipWriter.TooLarge(file, limits);
        var entries = archive.Entries.Select(e => CheckOne(e, file)).Where(e => e.Path.Length > 0).ToList();
        CheckConflicts(entries, file);
        return entries;
    }

    private static ZipEntry CheckOne(ZipArchiveEntry entry, string file)
    {
        var name = entry.FullName;
        var parts = name.TrimEnd('/').Split('/');
        if (name.StartsWith('/') || name.AsSpan().IndexOfAny("\\\0") >= 0 || IsDrive(name))
            throw Refused(file, name, "is not a relative path");
        if (parts.Contains(".."))
            throw Refused(file, name, "leads out of the folder");
        var type = (entry.ExternalAttributes >> 16) & TypeMask;
        if (type == SymbolicLink)
            throw Refused(file, name, "is a symbolic link");
        if (type is not (0 or RegularFile or Folder))
            throw Refused(file, name, "is neither a file nor a folder");
        if (entry.IsEncrypted)
            throw Refused(file, name, "is encrypted");
        return new ZipEntry(string.Join('/', parts.Where(p => p is not ("" or "."))), name.EndsWith('/'), entry);
    }

    private static bool IsDrive(string name) => name.Length >= 2 && name[1] == ':' && char.IsAsciiLetter(name[0]);

    // A name twice, or a file where another entry needs a folder, has no one meaning.
    private static void CheckConflicts(List<ZipEntry> entries, string file)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries.Where(e => !e.IsFolder))
        {
            if (!files.Add(entry.Path))
                throw Refused(file, entry.Source.FullName, "is there twice");
        }
        foreach (var entry in entries)
        {
            var inside = entry.IsFolder ? entry.Path : Path.GetDirectoryName(entry.Path);
            for (; !string.IsNullOrEmpty(inside); inside = Path.GetDirectoryName(inside))
            {
                if (files.Contains(inside))
                    throw Refused(file, entry.Source.FullName, $"needs a folder where {inside} is a file");
            }
        }
    }

    private static FunctionException Refused(string file, string name, string why) =>
        new($"{file}: entry '{Printable(name)}' {why}; pack the function again without it");

    private static string Printable(string name) => string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));
}
