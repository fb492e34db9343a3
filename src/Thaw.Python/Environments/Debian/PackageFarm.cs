namespace Thaw.Python.Environments.Debian;

/// <summary>One link of a farm.</summary>
/// <param name="Name">Its path relative to the environment's folder.</param>
/// <param name="Target">The absolute path that it leads to.</param>
internal sealed record FarmLink(string Name, string Target);

/// <summary>Decides which links show exactly the files of some packages.</summary>
/// <remarks>
/// A folder of which every file belongs to the packages is linked as a whole: that is one link instead of
/// thousands, and Python lists one folder instead of a copy of it. Byte code in <c>__pycache__</c> belongs to no
/// package and does not count. Other folders are made, and what is in them is linked one by one.
/// </remarks>
internal sealed class PackageFarm
{
    private const string ByteCode = "__pycache__";

    private readonly HashSet<string> _owned;
    private readonly List<FarmLink> _links = [];

    private PackageFarm(HashSet<string> owned) => _owned = owned;

    /// <summary>The links for one folder of libraries.</summary>
    /// <param name="site">The folder, for example <c>/usr/lib/python3/dist-packages</c>.</param>
    /// <param name="owned">The paths of the packages, folders included.</param>
    /// <param name="place">Where the links go, relative to the environment's folder.</param>
    public static IReadOnlyList<FarmLink> Plan(string site, HashSet<string> owned, string place)
    {
        var farm = new PackageFarm(owned);
        if (Directory.Exists(site))
            farm.AddChildren(site, place);
        return farm._links;
    }

    /// <summary>True if a folder holds nothing but files of the packages.</summary>
    public static bool IsComplete(string site, HashSet<string> owned) =>
        !Directory.Exists(site) || new PackageFarm(owned).IsComplete(site);

    private void AddChildren(string folder, string name)
    {
        foreach (var entry in OwnedChildren(folder))
        {
            var child = $"{name}/{entry.Name}";
            if (!IsRealFolder(entry) || IsComplete(entry.FullName))
                _links.Add(new FarmLink(child, entry.FullName));
            else
                AddChildren(entry.FullName, child);
        }
    }

    private IEnumerable<FileSystemInfo> OwnedChildren(string folder) =>
        Children(folder).Where(e => _owned.Contains(e.FullName)).OrderBy(e => e.Name, StringComparer.Ordinal);

    private bool IsComplete(string folder) => Children(folder).All(e =>
        _owned.Contains(e.FullName) && (!IsRealFolder(e) || IsComplete(e.FullName)));

    private static IEnumerable<FileSystemInfo> Children(string folder) =>
        new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(e => e.Name != ByteCode);

    // A link to a folder is a file of its package; what lies behind it is not looked at.
    private static bool IsRealFolder(FileSystemInfo entry) => entry is DirectoryInfo && entry.LinkTarget is null;
}
