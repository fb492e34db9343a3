using System.Globalization;
using Thaw.Hosting.Libraries;
using Thaw.Linux.Files;
using Thaw.Python.Environments.Libraries;

namespace Thaw.Hosting.Images;

/// <summary>Where the processes of a version find modules: its libraries, its own code and layers, or the interpreter.</summary>
/// <remarks>Read once from what lies on the disk, which never changes. Members may be called from any thread.</remarks>
internal sealed class ModulePlaces
{
    private readonly List<(bool IsLibraries, HashSet<string> Modules)> _places = [];
    private readonly Dictionary<string, ulong> _contents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _operators = new(StringComparer.Ordinal);
    private readonly string? _libraries;

    /// <param name="folders">What its instances see.</param>
    /// <param name="minorVersion">Of its interpreter, as <c>3.11</c>.</param>
    /// <param name="libraries">The distributions that it sees: their names, which stand for their content, and their folders.</param>
    /// <param name="operators">The names of those that come from packages of the machine.</param>
    public ModulePlaces(VersionFolders folders, string minorVersion, IReadOnlyList<(string Name, string Folder)> libraries, IReadOnlyList<string> operators)
    {
        _libraries = folders.Libraries;
        string[] marker = _libraries is null ? [""] : File.ReadAllText(Path.Combine(_libraries, LibraryViews.Marker)).Split('\n');
        HasPathFiles = marker.Length > 1;
        HasSharedObjects = new[] { folders.Code, Path.Combine(folders.Code, "lib"), Path.Combine(folders.Layers ?? folders.Code, "lib") }
            .Any(folder => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "lib*.so*").Any());
        var own = (false, RootsOf(folders.Code));
        if (_libraries is not null)
        {
            var all = (true, RootsOf(_libraries));
            _places.AddRange(marker[0] == "first" ? [all, own] : [own, all]);
            foreach (var (name, folder) in libraries)
                AddContents(name, folder, operators.Contains(name));
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

    /// <summary>A number over the content of all that brings a top-level module of the libraries, the same on every machine; 0 when it is not theirs.</summary>
    /// <param name="module">Its name.</param>
    public ulong ContentOf(string module) => IsFromLibraries(module) is true ? _contents.GetValueOrDefault(module) : 0;

    /// <summary>Whether a top-level module of the libraries comes from a package that the operator has installed.</summary>
    /// <param name="module">Its name.</param>
    public bool IsOperators(string module) => _operators.Contains(module);

    private void AddContents(string name, string folder, bool isOperators)
    {
        var content = ulong.Parse(name.AsSpan(0, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        foreach (var module in RootsOf(folder).Where(module => IsShown(module, folder)))
        {
            _contents[module] = _contents.GetValueOrDefault(module) ^ content;
            if (isOperators)
                _operators.Add(module);
        }
    }

    /// <summary>Whether a module is the one of this distribution, and not of another one that hides it. Of a namespace package many may have parts.</summary>
    private bool IsShown(string module, string folder)
    {
        var file = new[] { module + "/__init__.py", module + ".py" }.FirstOrDefault(file => File.Exists(Path.Combine(folder, file)));
        return file is null || HardLink.NumberOf(Path.Combine(folder, file)) == NumberOf(file);
    }

    // A folder without an __init__.py may be part of a namespace package: it counts.
    private static HashSet<string> RootsOf(string folder) => !Directory.Exists(folder)
        ? []
        : [.. new DirectoryInfo(folder).EnumerateFileSystemInfos()
            .Select(entry => LibraryFinder.ModuleOf(entry is DirectoryInfo ? entry.Name + "/" : entry.Name)).OfType<string>()];
}
