using Thaw.Python.Environments.Libraries;

namespace Thaw.Python.Environments.Debian;

/// <summary>The files of Debian packages as distributions.</summary>
internal static class PackageLibraries
{
    /// <summary>What a package puts into the folders of libraries; null when it puts nothing there.</summary>
    /// <param name="package">The package.</param>
    /// <param name="files">Absolute paths of what it installed.</param>
    /// <param name="sites">The folders of libraries.</param>
    /// <param name="root">The root of its system.</param>
    public static LibraryFiles? Of(DpkgPackage package, IEnumerable<string> files, IReadOnlyList<string> sites, string root)
    {
        var found = new List<LibraryFile>();
        foreach (var file in files)
        {
            if (sites.FirstOrDefault(site => file.StartsWith(site + "/", StringComparison.Ordinal)) is { } site)
                Add(found, site, file, root);
        }
        return found.Count == 0 ? null : new LibraryFiles(package.Name, package.Version, [.. found.DistinctBy(file => file.Path)]);
    }

    private static void Add(List<LibraryFile> found, string site, string file, string root)
    {
        var info = new FileInfo(file);
        var path = Path.GetRelativePath(site, file);
        if (info.LinkTarget is { } target)
            found.Add(new LibraryFile(path, Target(target, file, site, root), IsLink: true));
        else if (info.Exists && !path.Contains("__pycache__/", StringComparison.Ordinal))
            found.Add(new LibraryFile(path, file, IsLink: false));
    }

    // Out of its folder a link has to be absolute, because it moves; inside of it, it must not be.
    private static string Target(string target, string link, string site, string root)
    {
        var full = Path.IsPathRooted(target)
            ? (root == "/" || target.StartsWith(root, StringComparison.Ordinal) ? target : root + target)
            : Path.GetFullPath(target, Path.GetDirectoryName(link)!);
        return full.StartsWith(site + "/", StringComparison.Ordinal) ? Path.GetRelativePath(Path.GetDirectoryName(link)!, full) : full;
    }
}
