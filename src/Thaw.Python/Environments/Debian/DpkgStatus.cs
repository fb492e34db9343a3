namespace Thaw.Python.Environments.Debian;

/// <summary>Reads <c>/var/lib/dpkg/status</c> (deb-control(5)): which packages are installed and what they depend on.</summary>
internal static class DpkgStatus
{
    private static readonly string[] Wanted =
        ["Package", "Status", "Version", "Architecture", "Depends", "Pre-Depends", "Provides"];

    public static IEnumerable<DpkgPackage> Read(string file)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        string? current = null;
        // The empty line at the end closes the last paragraph.
        foreach (var line in File.ReadLines(file).Append(""))
        {
            if (line.Length == 0)
            {
                if (ToPackage(fields) is { } package)
                    yield return package;
                fields.Clear();
            }
            else
            {
                current = Take(fields, current, line);
            }
        }
    }

    private static string? Take(Dictionary<string, string> fields, string? current, string line)
    {
        if (line[0] is ' ' or '\t')
        {
            if (current is not null)
                fields[current] += line;
            return current;
        }
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? null : Array.Find(Wanted, w => w.AsSpan().SequenceEqual(line.AsSpan(0, colon)));
        if (name is not null)
            fields[name] = line[(colon + 1)..].Trim();
        return name;
    }

    private static DpkgPackage? ToPackage(Dictionary<string, string> fields)
    {
        if (!fields.TryGetValue("Package", out var name) || !Value("Status").EndsWith(" installed", StringComparison.Ordinal))
            return null;
        return new DpkgPackage(
            name,
            Value("Version"),
            Value("Architecture"),
            [.. Relations(Value("Pre-Depends")).Concat(Relations(Value("Depends")))],
            [.. Relations(Value("Provides")).Select(r => r[0])]);

        string Value(string key) => fields.GetValueOrDefault(key, "");
    }

    // "a (>= 1) | b:any [amd64], c": versions hold on an installed system, so names are enough.
    private static IEnumerable<IReadOnlyList<string>> Relations(string field) =>
        field.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(group => (IReadOnlyList<string>)[.. group.Split('|', StringSplitOptions.TrimEntries).Select(NameOf)]);

    private static string NameOf(string relation)
    {
        var end = relation.AsSpan().IndexOfAny(" (:[");
        return end < 0 ? relation : relation[..end];
    }
}
