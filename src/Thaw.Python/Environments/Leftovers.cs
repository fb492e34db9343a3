namespace Thaw.Python.Environments;

/// <summary>What processes that died while they made an environment left in the cache.</summary>
internal static class Leftovers
{
    // Far longer than anything takes to make, so nobody loses what is being made.
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);

    /// <summary>Removes them; what cannot be removed stays for the next time.</summary>
    public static void Remove(string cacheFolder)
    {
        foreach (var folder in Directory.EnumerateDirectories(cacheFolder).Where(IsLeftover))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another process removes it too, or another user made it.
            }
        }
    }

    // Names as PackageEnvironment and RequirementsEnvironment give them, ending in a number of their own.
    private static bool IsLeftover(string folder)
    {
        var name = Path.GetFileName(folder);
        var unfinished = name.StartsWith("debian-", StringComparison.Ordinal) ? name.Contains(".tmp", StringComparison.Ordinal)
            : name.StartsWith("pip-", StringComparison.Ordinal) && !EnvironmentRecord.Holds(folder);
        return unfinished && new DirectoryInfo(folder) is { LinkTarget: null } info && DateTime.UtcNow - info.LastWriteTimeUtc > Age;
    }
}
