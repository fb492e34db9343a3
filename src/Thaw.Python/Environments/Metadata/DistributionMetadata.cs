namespace Thaw.Python.Environments.Metadata;

/// <summary>Reads one <c>.dist-info</c> or <c>.egg-info</c>: a folder, or in old installations a single file.</summary>
internal static class DistributionMetadata
{
    /// <summary>The distribution that <paramref name="path"/> describes.</summary>
    public static InstalledDistribution Read(string path, string location)
    {
        var (name, version) = FromFileName(path);
        var header = new[] { Path.Combine(path, "METADATA"), Path.Combine(path, "PKG-INFO"), path }.FirstOrDefault(File.Exists);
        if (header is not null)
        {
            foreach (var line in File.ReadLines(header).TakeWhile(l => l.Length > 0))
            {
                if (line.StartsWith("Name:", StringComparison.OrdinalIgnoreCase))
                    name = line["Name:".Length..].Trim();
                else if (line.StartsWith("Version:", StringComparison.OrdinalIgnoreCase))
                    version = line["Version:".Length..].Trim();
            }
        }
        return new InstalledDistribution(name, version, TopLevelNames.Of(path, location, name), location)
        {
            Metadata = path,
        };
    }

    /// <summary>The form in which two spellings of one name are equal (PEP 503).</summary>
    public static string Normalize(string name) =>
        string.Join('-', name.Split(['-', '_', '.'], StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();

    // NAME-VERSION.dist-info, NAME-VERSION-py3.11.egg-info, or NAME.egg-info.
    private static (string Name, string Version) FromFileName(string path)
    {
        var parts = Path.GetFileNameWithoutExtension(path).Split('-');
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }
}
