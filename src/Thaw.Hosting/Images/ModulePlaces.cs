using Thaw.Hosting.Libraries;
using Thaw.Linux.Files;
using Thaw.Python.Environments.Libraries;

namespace Thaw.Hosting.Images;

/// <summary>Where the processes of a version find modules: its libraries, its own code and layers, or the interpreter.</summary>
/// <remarks>Read once from what lies on the disk, which never changes. Members may be called from any thread.</remarks>
internal sealed class ModulePlaces
{
    private readonly List<(bool IsLibraries, HashSet<string> Modules)> _places = [];
    private readonly string? _libraries;

    /// <param name="folders">What its instances see.</param>
    /// <param name="minorVersion">Of its interpreter, as <c>3.11</c>.</param>
    public ModulePlaces(VersionFolders folders, string minorVersion)
    {
        _libraries = folders.Libraries;
        string[] marker = _libraries is null ? [""] : File.ReadAllText(Path.Combine(_libraries, LibraryViews.Marker)).Split('\n');
        HasPathFiles = marker.Length > 1;
        HasSharedObjects = new[] { folders.Code, Path.Combine(folders.Code, "lib"), Path.Combine(folders.Layers ?? folders.Code, "lib") }
            .Any(folder => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "lib*.so*").Any());
        var own = (false, RootsOf(folders.Code));
        if (_libraries is not null)
        {
            var libraries = (true, RootsOf(_libraries));
            _places.AddRange(marker[0] == "first" ? [libraries, own] : [own, libraries]);
        }
        else
        {
            _places.Add(own);
        }
        if (folders.Layers is { } layers)
            _places.AddRange([(false, RootsOf($"{layers}/python/lib/python{minorVersion}/site-packages")), (false, RootsOf($"{layers}/python"))]);
    }

    /// <summary>Whether libraries change the path, or run something, before any module is imported.</summary>
    public bool HasPathFiles { get; }

    /// <summary>Whether it brings shared objects that the loader finds before the system's.</summary>
    public bool HasSharedObjects { get; }

    /// <summary>Whether a top-level module comes from the libraries; null when it is the function's own, or from a layer.</summary>
    /// <param name="module">Its name.</param>
    /// <returns>False also when it is nowhere: then it is the interpreter's, if anybody's.</returns>
    public bool? IsFromLibraries(string module) =>
        _places.Find(place => place.Modules.Contains(module)) is { Modules: not null } found ? (found.IsLibraries ? true : null) : false;

    /// <summary>The number of a file of the libraries; the same for all functions that have the same file.</summary>
    /// <param name="file">Its path below the folder of libraries.</param>
    public ulong? NumberOf(string file) => _libraries is null ? null : HardLink.NumberOf(Path.Combine(_libraries, file));

    /// <summary>The number of the file that a top-level module of the libraries is; 0 when it is not theirs, or has no file of its own.</summary>
    /// <param name="module">Its name.</param>
    public ulong NumberOfModule(string module)
    {
        if (IsFromLibraries(module) is not true)
            return 0;
        return NumberOf(module + "/__init__.py") ?? NumberOf(module + ".py")
            ?? Directory.EnumerateFiles(_libraries!, module + ".*.so").Select(HardLink.NumberOf).FirstOrDefault() ?? 0;
    }

    // A folder without an __init__.py may be part of a namespace package: it counts.
    private static HashSet<string> RootsOf(string folder) => !Directory.Exists(folder)
        ? []
        : [.. new DirectoryInfo(folder).EnumerateFileSystemInfos()
            .Select(entry => LibraryFinder.ModuleOf(entry is DirectoryInfo ? entry.Name + "/" : entry.Name)).OfType<string>()];
}
