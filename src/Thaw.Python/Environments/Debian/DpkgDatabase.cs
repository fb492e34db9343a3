namespace Thaw.Python.Environments.Debian;

/// <summary>The packages of a Debian system, or of a folder that packages were unpacked to.</summary>
internal sealed class DpkgDatabase
{
    /// <summary>The file that lists the packages, relative to the root.</summary>
    public const string StatusFile = "var/lib/dpkg/status";

    private readonly string _root;
    private readonly Dictionary<string, DpkgPackage> _packages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DpkgPackage> _providers = new(StringComparer.Ordinal);

    /// <summary>Reads the database below <paramref name="root"/>.</summary>
    public DpkgDatabase(string root)
    {
        _root = root;
        foreach (var package in DpkgStatus.Read(Path.Combine(root, StatusFile)))
        {
            // Of a package that is installed for several architectures, any will do: their Python files are the same.
            _packages.TryAdd(package.Name, package);
            foreach (var name in package.Provides)
                _providers.TryAdd(name, package);
        }
    }

    /// <summary>The package of this name, or one that provides it; null if none is installed.</summary>
    public DpkgPackage? Find(string name) => _packages.GetValueOrDefault(name) ?? _providers.GetValueOrDefault(name);

    /// <summary>The packages named and everything that they cannot do without, in the order of their names.</summary>
    public IReadOnlyList<DpkgPackage> Closure(IEnumerable<string> names)
    {
        var closure = new SortedDictionary<string, DpkgPackage>(StringComparer.Ordinal);
        var open = new Stack<DpkgPackage>(names.Select(Find).OfType<DpkgPackage>());
        while (open.TryPop(out var package))
        {
            if (!closure.TryAdd(package.Name, package))
                continue;
            foreach (var alternatives in package.Dependencies)
            {
                // An alternative that is installed by its own name comes before one that something else provides.
                var chosen = alternatives.Select(a => _packages.GetValueOrDefault(a)).FirstOrDefault(p => p is not null)
                    ?? alternatives.Select(Find).FirstOrDefault(p => p is not null);
                if (chosen is not null)
                    open.Push(chosen);
            }
        }
        return [.. closure.Values];
    }

    /// <summary>The absolute paths of what a package installed, folders included.</summary>
    public IEnumerable<string> FilesOf(DpkgPackage package)
    {
        var info = Path.Combine(_root, "var/lib/dpkg/info");
        var list = new[] { $"{package.Name}.list", $"{package.Name}:{package.Architecture}.list" }
            .Select(n => Path.Combine(info, n)).FirstOrDefault(File.Exists);
        return list is null
            ? []
            : File.ReadLines(list).Where(l => l.StartsWith('/')).Select(l => _root == "/" ? l : _root + l);
    }
}
