using System.Security.Cryptography;
using System.Text;
using Thaw.Functions;
using Thaw.Python.Environments.Libraries;
using Thaw.Python.Interpreters;

namespace Thaw.Python.Environments.Debian;

/// <summary>The packages that a function may see, for one interpreter.</summary>
internal sealed class PackageSelection
{
    /// <summary>Raised whenever an environment is laid out in another way, so that older ones are made again.</summary>
    public const int Layout = 2;

    private readonly DpkgDatabase? _database;
    private readonly Interpreter _interpreter;
    private readonly IReadOnlyList<DpkgPackage> _closure;

    private PackageSelection(Interpreter interpreter, DpkgDatabase? database, IReadOnlyList<DpkgPackage> closure) =>
        (_interpreter, _database, _closure) = (interpreter, database, closure);

    /// <summary>Finds the packages and their hard dependencies.</summary>
    /// <exception cref="FunctionException">One is not installed, or the interpreter is none of Debian's.</exception>
    public static PackageSelection Of(Interpreter interpreter, IReadOnlyList<string> packages)
    {
        if (packages.Count == 0 && interpreter.DebianRoot is null)
            return new PackageSelection(interpreter, null, []);
        if (interpreter.DebianRoot is not { } root)
        {
            throw new FunctionException(
                $"{interpreter.Executable}: the function declares Debian packages ({string.Join(", ", packages)}), which this Python "
                + $"{interpreter.Version} does not have; choose Debian's own with --python /usr/bin/python3");
        }
        var database = new DpkgDatabase(root);
        var missing = packages.Where(p => database.Find(p) is null).ToList();
        return missing.Count == 0
            ? new PackageSelection(interpreter, database, database.Closure(packages))
            : throw NotInstalled(missing, root);
    }

    /// <summary>Identifies interpreter, packages with their versions, and links: 32 hexadecimal digits.</summary>
    /// <remarks>
    /// The same packages may need other links later, when another package puts a file into one of their folders.
    /// </remarks>
    public string Key(IReadOnlyList<FarmLink> links)
    {
        var text = new StringBuilder().AppendLine($"{Layout} {_interpreter.BaseExecutable} {_interpreter.Build}");
        foreach (var package in _closure)
            text.AppendLine($"{package.Name} {package.Version} {package.Architecture}");
        foreach (var link in links)
            text.AppendLine($"{link.Name} {link.Target}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }

    /// <summary>The links that show these packages' Python files and no others.</summary>
    public IReadOnlyList<FarmLink> Links()
    {
        if (_database is null)
            return [];
        var site = VirtualEnvironment.SitePackages("", _interpreter);
        var sites = Sites();
        var owned = Owned(_closure, sites);
        return
        [
            .. sites.SelectMany(s => PackageFarm.Plan(s, owned, site)).DistinctBy(l => l.Name),
            .. StandardLibraryLinks(),
        ];
    }

    /// <summary>The files of each package that has some for Python, in the order of their names.</summary>
    public IReadOnlyList<LibraryFiles> Libraries()
    {
        var sites = Sites();
        return
        [
            .. _closure.Select(package => PackageLibraries.Of(package, _database!.FilesOf(package), sites, _interpreter.DebianRoot!))
                .OfType<LibraryFiles>(),
        ];
    }

    private IReadOnlyList<string> Sites() =>
        [.. new[] { "python3", $"python{_interpreter.MinorVersion}" }.Select(n => Path.Combine(_interpreter.DebianRoot!, "usr/lib", n, "dist-packages"))];

    /// <summary>
    /// The standard library without what undeclared packages put into its folder: python3-tk, python3-distutils and
    /// others install there, and a library that tries <c>import tkinter</c> would find it or not by chance.
    /// Empty where there is nothing to hide.
    /// </summary>
    private IReadOnlyList<FarmLink> StandardLibraryLinks()
    {
        var folder = Path.Combine(_interpreter.DebianRoot!, "usr/lib", $"python{_interpreter.MinorVersion}");
        var own = _database!.Closure([$"python{_interpreter.MinorVersion}"]);
        var owned = Owned(own.Concat(_closure), [folder]);
        return owned.Count == 0 || PackageFarm.IsComplete(folder, owned)
            ? []
            : PackageFarm.Plan(folder, owned, VirtualEnvironment.BaseLibrary("", _interpreter));
    }

    private HashSet<string> Owned(IEnumerable<DpkgPackage> packages, IReadOnlyList<string> folders) => packages
        .SelectMany(_database!.FilesOf)
        .Where(f => folders.Any(s => f.StartsWith(s + "/", StringComparison.Ordinal)))
        .ToHashSet(StringComparer.Ordinal);

    private static FunctionException NotInstalled(List<string> missing, string root)
    {
        var names = string.Join(' ', missing);
        return new FunctionException(
            $"Debian package{(missing.Count == 1 ? "" : "s")} not installed{(root == "/" ? "" : $" in {root}")}: {names}; "
            + (root == "/" ? $"install with: apt-get install --no-install-recommends {names}"
                : $"name {(missing.Count == 1 ? "it" : "them")} to eng/private-python when you unpack this interpreter"),
            FunctionProblem.Missing);
    }
}
