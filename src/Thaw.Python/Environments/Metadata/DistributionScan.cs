namespace Thaw.Python.Environments.Metadata;

/// <summary>Finds the distributions in folders of libraries by their metadata.</summary>
internal static class DistributionScan
{
    /// <summary>The distributions of several folders, in the order of <c>sys.path</c>: of one name, the first counts.</summary>
    public static IReadOnlyList<InstalledDistribution> Folders(IEnumerable<string> folders) =>
        [.. folders.Where(Directory.Exists).Distinct(StringComparer.Ordinal).SelectMany(Folder)
            .DistinctBy(d => DistributionMetadata.Normalize(d.Name))];

    /// <summary>
    /// The folders of a function in which dependencies lie beside their metadata: its root, as in a zip for AWS
    /// Lambda, or a folder in it that its code adds to <c>sys.path</c>.
    /// </summary>
    public static IReadOnlyList<string> VendorFolders(string functionRoot) => !Directory.Exists(functionRoot)
        ? []
        : [.. Directory.EnumerateDirectories(functionRoot).Order(StringComparer.Ordinal).Prepend(functionRoot)
            .Where(f => MetadataIn(f).Any())];

    private static IEnumerable<InstalledDistribution> Folder(string folder) =>
        MetadataIn(folder).Order(StringComparer.Ordinal).Select(e => DistributionMetadata.Read(e, folder));

    private static IEnumerable<string> MetadataIn(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder).Where(e =>
                e.EndsWith(".dist-info", StringComparison.Ordinal) || e.EndsWith(".egg-info", StringComparison.Ordinal))];
        }
        catch (UnauthorizedAccessException)
        {
            // Python cannot import from it either.
            return [];
        }
    }
}
