namespace Thaw.Python.Environments.Metadata;

/// <summary>Which top-level modules a distribution brings.</summary>
internal static class TopLevelNames
{
    /// <summary>
    /// From the list of its files where there is one (exact, also for parts of shared packages), from
    /// <c>top_level.txt</c> otherwise, and as a last resort from its name.
    /// </summary>
    public static IReadOnlyList<string> Of(string metadata, string location, string name)
    {
        var names = FromFiles(metadata);
        if (names.Count == 0)
            names = FromTopLevel(metadata);
        if (names.Count == 0)
            names = FromName(location, name);
        return [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static List<string> FromFiles(string metadata)
    {
        var record = Path.Combine(metadata, "RECORD");
        return File.Exists(record)
            ? [.. File.ReadLines(record).Select(l => ModuleOf(l.Split(',')[0].Trim('"'))).OfType<string>()]
            : [];
    }

    private static List<string> FromTopLevel(string metadata)
    {
        var file = Path.Combine(metadata, "top_level.txt");
        return File.Exists(file) ? [.. File.ReadLines(file).Select(l => l.Trim().Replace('/', '.')).Where(l => l.Length > 0)] : [];
    }

    private static List<string> FromName(string location, string name)
    {
        var module = name.Replace('-', '_');
        return [.. new[] { module, module.ToLowerInvariant() }.Where(m =>
            Directory.Exists(Path.Combine(location, m)) || File.Exists(Path.Combine(location, m + ".py")))];
    }

    private static string? ModuleOf(string file)
    {
        var first = file.Split('/')[0];
        if (first is ".." or "__pycache__" || first.EndsWith(".dist-info", StringComparison.Ordinal) || first.Length == 0)
            return null;
        if (first.Length < file.Length)
            return first;
        return first.EndsWith(".py", StringComparison.Ordinal) || first.EndsWith(".so", StringComparison.Ordinal)
            ? first.Split('.')[0]
            : null;
    }
}
