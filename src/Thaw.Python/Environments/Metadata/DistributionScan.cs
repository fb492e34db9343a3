namespace Thaw.Python.Environments.Metadata;

/// <summary>Finds the distributions in folders of libraries by their metadata.</summary>
internal static class DistributionScan
{
    /// <summary>The distributions of several folders, in the order of <c>sys.path</c>: of one name, the first counts.</summary>
    public static IReadOnlyList<InstalledDistribution> Folders(IReadOnlyList<string> folders) =>
        [.. folders.Where(Directory.Exists).Distinct(StringComparer.Ordinal)
            .SelectMany(f => Folder(f).OrderBy(d => d.Name, StringComparer.Ordinal))
            .DistinctBy(d => DistributionMetadata.Normalize(d.Name))];

    private static IEnumerable<InstalledDistribution> Folder(string folder) =>
        Directory.EnumerateFileSystemEntries(folder)
            .Where(e => e.EndsWith(".dist-info", StringComparison.Ordinal) || e.EndsWith(".egg-info", StringComparison.Ordinal))
            .Select(e => DistributionMetadata.Read(e, folder));
}
