namespace Thaw.Python.Environments.Metadata;

/// <summary>The files that a distribution installed, as its metadata lists them.</summary>
internal static class InstalledFiles
{
    /// <summary>
    /// Paths relative to the folder of libraries, from <c>RECORD</c> (wheels) or <c>installed-files.txt</c> (older
    /// installations); empty where there is neither, as with many Debian packages.
    /// </summary>
    public static IEnumerable<string> Of(string metadata)
    {
        var record = Path.Combine(metadata, "RECORD");
        if (File.Exists(record))
            return File.ReadLines(record).Select(FirstField).Where(p => p.Length > 0);
        var installed = Path.Combine(metadata, "installed-files.txt");
        return File.Exists(installed)
            ? File.ReadLines(installed).Where(l => l.StartsWith("../", StringComparison.Ordinal)).Select(l => l[3..])
            : [];
    }

    // A CSV line: path, checksum, size; only a path with a comma or a quote in it is quoted.
    private static string FirstField(string line)
    {
        if (line.StartsWith('"'))
        {
            var end = line.IndexOf("\",", StringComparison.Ordinal);
            return end < 0 ? "" : line[1..end].Replace("\"\"", "\"", StringComparison.Ordinal);
        }
        var comma = line.IndexOf(',', StringComparison.Ordinal);
        return comma < 0 ? line : line[..comma];
    }
}
