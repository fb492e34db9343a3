namespace Thaw.Python.Environments.Metadata;

/// <summary>Which top-level modules a distribution brings.</summary>
internal static class TopLevelNames
{
    /// <summary>
    /// From the list of its files where there is one, from <c>top_level.txt</c> otherwise, and as a last resort from
    /// its name.
    /// </summary>
    public static IReadOnlyList<string> Of(string metadata, string location, string name)
    {
        var names = InstalledFiles.Of(metadata).Select(ModuleOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (names.Count == 0)
            names = FromTopLevel(metadata);
        if (names.Count == 0)
            names = FromName(location, name);
        return [.. names.Order(StringComparer.Ordinal)];
    }

    private static HashSet<string> FromTopLevel(string metadata)
    {
        var file = Path.Combine(metadata, "top_level.txt");
        // Some write "package/part" or "package.part"; only the first counts on sys.path.
        return File.Exists(file)
            ? [.. File.ReadLines(file).Select(l => l.Trim().Split('/', '.')[0]).Where(l => l.Length > 0)]
            : [];
    }

    private static HashSet<string> FromName(string location, string name)
    {
        var module = name.Replace('-', '_');
        return [.. new[] { module, module.ToLowerInvariant() }.Where(m =>
            Directory.Exists(Path.Combine(location, m)) || File.Exists(Path.Combine(location, m + ".py")))];
    }

    // What lies in a folder is a package; a file of its own is a module if Python can import it.
    private static string? ModuleOf(string file)
    {
        var slash = file.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return file.EndsWith(".py", StringComparison.Ordinal) || file.EndsWith(".so", StringComparison.Ordinal)
                ? file.Split('.')[0]
                : null;
        var first = file[..slash];
        return first is "" or ".." or "__pycache__" || first.Contains('.', StringComparison.Ordinal) ? null : first;
    }
}
