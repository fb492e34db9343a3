using Thaw.Criu.Images.Tasks;
using Thaw.Hosting.Libraries;

namespace Thaw.Hosting.Snapshots;

/// <summary>Where the files are on the host that a function's processes see.</summary>
/// <param name="folders">What its sandbox shows.</param>
/// <param name="runtime">The host's folder with the runtime.</param>
internal sealed class SandboxPlaces(VersionFolders folders, string runtime)
{
    private readonly (string Seen, string? Folder)[] _places =
    [
        ("/var/task/", folders.Code), ("/opt/", folders.Layers), (LibraryViews.Place + "/", folders.Libraries), (Runtimes.RuntimeCatalogue.Place + "/", runtime),
    ];

    /// <summary>Where a file is, by the path that a process knows; null when it is nowhere, or in no folder of ours.</summary>
    public string? Locate(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        foreach (var (seen, folder) in _places)
        {
            if (path.StartsWith(seen, StringComparison.Ordinal))
                return folder is null ? null : Existing(Path.Combine(folder, path[seen.Length..]));
        }
        // In a root of its own links are not followed on the host: they lead elsewhere there.
        return Existing(folders.Root is null ? path : folders.Root + path);
    }

    /// <summary>The files that a captured process shows in its memory, or has open.</summary>
    /// <param name="images">Its images.</param>
    public IReadOnlyDictionary<string, string> LibrariesOf(string images)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in FilesImage.Read(images).Files.Values.OfType<RegularFile>())
        {
            if (!IsOfInstance(file.Path) && Locate(file.Path) is { } place)
                found[file.Path] = place;
        }
        return found;
    }

    /// <summary>What each instance has of its own.</summary>
    private static bool IsOfInstance(string path) =>
        path.StartsWith("/tmp/", StringComparison.Ordinal) || path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal);

    private static string? Existing(string path) => File.Exists(path) ? path : null;
}
