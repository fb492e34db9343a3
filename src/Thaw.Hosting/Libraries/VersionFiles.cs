using Thaw.Functions;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Layers;
using Thaw.Hosting.Roots;
using Thaw.Hosting.Runtimes;
using Thaw.Python.Environments.Libraries;
using Thaw.Python.Interpreters;

namespace Thaw.Hosting.Libraries;

/// <summary>Makes ready on the disk what an instance of a version sees: code, layers, libraries, byte code.</summary>
/// <remarks>Members may be called from any thread. The first call for a version may take long, later ones answer from memory.</remarks>
public sealed class VersionFiles
{
    // Written by thaw optimize: the code holds edited files of libraries, which hide their originals.
    private const string OverlayMark = "thaw-package.json";

    private readonly OnceEach<(string Code, string Runtime, Dependencies Dependencies, string Root), VersionFolders> _prepared = new();
    private readonly CodeStore _code;
    private readonly LibraryStore _libraries;
    private readonly LibraryViews _views;
    private readonly LayerFolders _layers;
    private readonly RuntimeCatalogue _runtimes;

    internal VersionFiles(CodeStore code, LibraryStore libraries, LibraryViews views, LayerFolders layers, RuntimeCatalogue runtimes, RootStore roots) =>
        (_code, _libraries, _views, _layers, _runtimes, Roots) = (code, libraries, views, layers, runtimes, roots);

    /// <summary>Root file systems.</summary>
    public RootStore Roots { get; }

    /// <summary>What starts an instance of a version.</summary>
    /// <exception cref="HostingException">Its runtime is not here, or does not work.</exception>
    internal RuntimeStart StartOf(FunctionVersion version) => version.Sandbox.RootFs.Length > 0
        ? Roots.StartOf(version.Sandbox.RootFs, version.Runtime)
        : _runtimes.StartOf(version.Runtime);

    /// <summary>Refuses a runtime that is not where a version has its interpreter from, and what that has not.</summary>
    /// <exception cref="HostingException">The message names what there is.</exception>
    internal void CheckRuntime(FunctionVersion version)
    {
        if (version.Sandbox.RootFs.Length == 0)
            _runtimes.Check(version.Runtime);
        else
            Roots.Check(version.Sandbox.RootFs, version.Runtime);
    }

    /// <summary>The folders of a version.</summary>
    /// <param name="version">Its code is in the store.</param>
    /// <exception cref="HostingException">Something is missing or damaged on the disk.</exception>
    public VersionFolders Prepare(FunctionVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return _prepared.Get(KeyOf(version), _ => Make(version));
    }

    /// <summary>The distributions that instances of a version see, by their names in the store, with their folders there.</summary>
    internal IReadOnlyList<(string Name, string Folder)> LibrariesOf(FunctionVersion version) =>
        [.. (Plan(version)?.Groups.SelectMany(group => group) ?? []).Distinct(StringComparer.Ordinal).Select(name => (name, _libraries.FolderOf(name)))];

    /// <summary>Finds what Debian packages bring for a runtime, and keeps it.</summary>
    /// <exception cref="HostingException">One is not installed, or the runtime is none of Debian's.</exception>
    internal IReadOnlyList<string> AddPackages(string runtime, IReadOnlyList<string> packages)
    {
        if (packages.Count == 0)
            return [];
        if (_runtimes.Prepare(runtime) is not { } interpreter)
            throw HostingException.Invalid($"Runtime {runtime} has no Debian packages; leave them out");
        try
        {
            return [.. LibraryFinder.OfDebianPackages(interpreter, packages).Select(files => _libraries.Add(files, takeOver: false))];
        }
        catch (FunctionException e)
        {
            throw HostingException.Invalid(e.Message);
        }
    }

    /// <summary>Removes code, layers, libraries and views that no version uses.</summary>
    /// <param name="versions">All versions that there are.</param>
    /// <param name="layers">The zips of layers that can be used.</param>
    internal void Collect(IReadOnlyList<FunctionVersion> versions, IEnumerable<string> layers)
    {
        var code = versions.SelectMany(CodeOf).Concat(layers).ToHashSet(StringComparer.Ordinal);
        foreach (var key in _prepared.Keys.Where(key => !versions.Any(version => KeyOf(version) == key)))
            _prepared.Forget(key);
        // From what is made of others to what others are made of.
        _views.KeepOnly(versions.Select(Plan).OfType<LibraryViewPlan>().Select(plan => plan.Name).ToHashSet(StringComparer.Ordinal));
        _layers.KeepOnly(versions);
        _libraries.KeepOnly(code.SelectMany(hash => _code.LibrariesOf(hash).Select(library => library.Store))
            .Concat(versions.SelectMany(version => version.Dependencies.PackageLibraries)).ToHashSet(StringComparer.Ordinal));
        _code.KeepOnly(code);
        Roots.KeepOnly(versions.Select(version => version.Sandbox.RootFs).Where(root => root.Length > 0).ToHashSet(StringComparer.Ordinal));
    }

    private static (string Code, string Runtime, Dependencies Dependencies, string Root) KeyOf(FunctionVersion version) =>
        (version.CodeSha256, version.Runtime, version.Dependencies, version.Sandbox.RootFs);

    private static IEnumerable<string> CodeOf(FunctionVersion version) =>
        version.Dependencies.Layers.Select(layer => layer.CodeSha256).Prepend(version.CodeSha256);

    private VersionFolders Make(FunctionVersion version)
    {
        var code = _code.Prepare(version.CodeSha256);
        foreach (var layer in version.Dependencies.Layers)
            _code.Prepare(layer.CodeSha256);
        foreach (var missing in version.Dependencies.PackageLibraries.Where(name => !_libraries.Has(name)).Take(1))
            throw new HostingException(HostingProblem.Service, $"{_libraries.FolderOf(missing)}: missing; deploy the function again");
        // Byte code is the same for all of one minor version; where the host has another one only, there is none.
        var isElsewhere = version.Sandbox.RootFs.Length > 0 && _runtimes.Find(version.Runtime) is null;
        if (!isElsewhere && _runtimes.Prepare(version.Runtime) is { } interpreter)
        {
            CompileOwn(version.CodeSha256, "", interpreter);
            foreach (var layer in version.Dependencies.Layers)
                CompileOwn(layer.CodeSha256, "python", interpreter);
        }
        var plan = Plan(version);
        foreach (var library in plan?.Groups.SelectMany(group => group) ?? [])
            _libraries.Compile(library, plan!.Interpreter);
        return new VersionFolders(code, _layers.Prepare(version.Dependencies.Layers), plan is null ? null : _views.Prepare(plan), RootOf(version));
    }

    private string? RootOf(FunctionVersion version) => version.Sandbox.RootFs is { Length: > 0 } root ? Roots.Prepare(root) : null;

    /// <summary>What it sees of libraries; null when there is nothing, or another interpreter than the host's, which has the code's own copy.</summary>
    private LibraryViewPlan? Plan(FunctionVersion version)
    {
        if (version.Sandbox.RootFs.Length > 0 || _runtimes.Find(version.Runtime) is not { } interpreter)
            return null;
        var own = _code.LibrariesOf(version.CodeSha256).Where(library => library.Place.Length == 0).Select(library => library.Store).ToList();
        var siteOfVersion = $"python/lib/python{interpreter.MinorVersion}/site-packages";
        var groups = new List<IReadOnlyList<string>> { own };
        // As AWS orders sys.path: the folder of the version first; and of several layers, the last hides the others.
        foreach (var place in new[] { siteOfVersion, "python" })
        {
            groups.AddRange(version.Dependencies.Layers.Reverse()
                .Select(layer => _code.LibrariesOf(layer.CodeSha256).Where(library => library.Place == place).Select(library => library.Store).ToList()));
        }
        groups.Add(version.Dependencies.PackageLibraries);
        var comesFirst = own.Count > 0;
        var plan = new LibraryViewPlan(interpreter, comesFirst, groups, comesFirst ? OwnModules(version.CodeSha256) : [], interpreter.StandardModules);
        return plan.IsEmpty ? null : plan;
    }

    /// <summary>The modules at the root of the code that no distribution brought.</summary>
    private HashSet<string> OwnModules(string hash)
    {
        var folder = _code.FolderOf(hash);
        if (!Directory.Exists(folder) || File.Exists(Path.Combine(folder, OverlayMark)))
            return [];
        var theirs = OfLibraries(hash, "");
        return [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Where(name => !theirs.Contains(name))
            .Select(name => LibraryFinder.ModuleOf(File.Exists(Path.Combine(folder, name, "__init__.py")) ? name + "/" : name)).OfType<string>()];
    }

    private void CompileOwn(string hash, string place, Interpreter interpreter)
    {
        var folder = Path.Combine(_code.FolderOf(hash), place);
        if (!Directory.Exists(folder))
            return;
        var theirs = OfLibraries(hash, place);
        var sources = Directory.EnumerateFileSystemEntries(folder).Where(path => !theirs.Contains(Path.GetFileName(path)))
            .SelectMany(path => Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.py", SearchOption.AllDirectories) : [path])
            .Where(path => path.EndsWith(".py", StringComparison.Ordinal));
        ByteCodeCompiler.Compile(folder, sources, interpreter);
    }

    /// <summary>The names at the root of a place in a zip that distributions brought.</summary>
    private HashSet<string> OfLibraries(string hash, string place) =>
    [
        .. _code.LibrariesOf(hash).Where(library => library.Place == place)
            .SelectMany(library => Directory.EnumerateFileSystemEntries(_libraries.FolderOf(library.Store))).Select(path => Path.GetFileName(path)),
    ];
}
