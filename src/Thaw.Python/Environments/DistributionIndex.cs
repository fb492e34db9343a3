using Thaw.Python.Environments.Metadata;

namespace Thaw.Python.Environments;

/// <summary>Tells to which library a module belongs.</summary>
/// <remarks>Not safe for use by several threads at once.</remarks>
public sealed class DistributionIndex
{
    /// <summary>What the interpreter brings itself.</summary>
    public const string Python = "(python)";

    /// <summary>The function's own code.</summary>
    public const string Function = "(function)";

    private readonly string _root;
    private readonly string _standardLibrary;
    private readonly HashSet<string> _standardModules;
    private readonly List<(string Folder, ModuleOwners Owners)> _libraries;
    private readonly ModuleOwners _all;

    /// <summary>Indexes the distributions of an environment, and those that lie in the function's folder.</summary>
    /// <param name="environment">What the function runs in.</param>
    /// <param name="functionRoot">The absolute folder of the function's own code.</param>
    public DistributionIndex(PythonEnvironment environment, string functionRoot)
    {
        _root = Path.TrimEndingDirectorySeparator(functionRoot);
        _standardLibrary = environment.StandardLibrary;
        _standardModules = [.. environment.Interpreter.StandardModules];
        var folders = DistributionScan.VendorFolders(_root).Concat(environment.SitePackages).Distinct(StringComparer.Ordinal);
        var distributions = folders.ToDictionary(f => f, f => DistributionScan.Folders([f]), StringComparer.Ordinal);
        _all = new ModuleOwners(distributions.Values.SelectMany(d => d));
        // The deepest first: a virtual environment may lie in the function's own folder.
        _libraries = [.. distributions.Select(d => (d.Key, new ModuleOwners(d.Value))).OrderByDescending(l => l.Key.Length)];
    }

    /// <summary>The distribution that a module belongs to.</summary>
    /// <param name="moduleName">Its full name, for example <c>numpy.linalg</c>.</param>
    /// <param name="file">The file that it was loaded from, or null for one without a file.</param>
    /// <returns>
    /// The distribution's name, <see cref="Python"/>, <see cref="Function"/>, or, if none of these is known, the name
    /// of the top-level module.
    /// </returns>
    public string LibraryOf(string moduleName, string? file)
    {
        var top = moduleName.Split('.')[0];
        if (file is null)
            return WithoutFile(moduleName, top);
        if (IsIn(file, _standardLibrary) && !IsInstalled(file))
            return Python;
        foreach (var (folder, owners) in _libraries)
        {
            if (!IsIn(file, folder))
                continue;
            var relative = file[(folder.Length + 1)..];
            var place = PlaceOf(relative);
            return owners.Of(place, relative) ?? (folder == _root ? Function : place.Split('.')[0]);
        }
        return IsIn(file, _root) ? Function : _all.Of(moduleName, null) ?? OfPlace(file, top);
    }

    // By where the file lies: extension modules may register under a short name that tells nothing (_ni_label).
    private static string PlaceOf(string relative)
    {
        var slash = relative.LastIndexOf('/');
        return slash < 0 ? relative.Split('.')[0] : relative[..slash].Replace('/', '.');
    }

    // Compiled-in modules, namespace packages, and modules that code makes at run time, such as six.moves.
    private string WithoutFile(string moduleName, string top) =>
        _standardModules.Contains(top) ? Python
        : _all.Of(moduleName, null) is { } library ? library
        : top is "__main__" or "__mp_main__" || Directory.Exists(Path.Combine(_root, top)) ? Function
        : top;

    // The standard library's other folders (a zip, a build's own platform folder) lie beside the first.
    private string OfPlace(string file, string top) =>
        _standardModules.Contains(top) && !IsInstalled(file) ? Python : top;

    private static bool IsInstalled(string file) =>
        file.Contains("/site-packages/", StringComparison.Ordinal) || file.Contains("/dist-packages/", StringComparison.Ordinal);

    private static bool IsIn(string file, string folder) =>
        file.Length > folder.Length && file[folder.Length] == '/' && file.StartsWith(folder, StringComparison.Ordinal);
}
