namespace Thaw.Python.Environments.Metadata;

/// <summary>Which distribution brought a module, in one or several folders of libraries.</summary>
internal sealed class ModuleOwners
{
    private readonly Dictionary<string, List<InstalledDistribution>> _byTopLevel = new(StringComparer.Ordinal);
    private readonly Dictionary<InstalledDistribution, HashSet<string>> _files = new(ReferenceEqualityComparer.Instance);

    public ModuleOwners(IEnumerable<InstalledDistribution> distributions)
    {
        foreach (var distribution in distributions)
        {
            foreach (var module in distribution.TopLevel)
            {
                if (!_byTopLevel.TryGetValue(module, out var owners))
                    _byTopLevel.Add(module, owners = []);
                owners.Add(distribution);
            }
        }
    }

    /// <summary>The name of the distribution that a module belongs to; null if none claims it.</summary>
    /// <param name="module">Its full name.</param>
    /// <param name="file">Its file relative to the folder of libraries; null if unknown.</param>
    public string? Of(string module, string? file)
    {
        if (!_byTopLevel.TryGetValue(module.Split('.')[0], out var owners))
            return null;
        if (owners.Count == 1)
            return owners[0].Name;
        // Several distributions share the package, as they share google or mpl_toolkits.
        var owner = file is null ? null : owners.Find(o => FilesOf(o).Contains(file));
        return (owner ?? ByName(owners, module) ?? owners[0]).Name;
    }

    private HashSet<string> FilesOf(InstalledDistribution distribution)
    {
        if (!_files.TryGetValue(distribution, out var files))
            _files.Add(distribution, files = [.. InstalledFiles.Of(distribution.Metadata)]);
        return files;
    }

    // google.cloud.storage.blob belongs to google-cloud-storage: the longest name that the module's begins with.
    private static InstalledDistribution? ByName(List<InstalledDistribution> owners, string module)
    {
        var name = DistributionMetadata.Normalize(module) + "-";
        return owners.OrderByDescending(o => o.Name.Length).FirstOrDefault(o =>
            name.StartsWith(DistributionMetadata.Normalize(o.Name) + "-", StringComparison.Ordinal));
    }
}
