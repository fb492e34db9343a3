using Thaw.Functions;
using Thaw.Python.Environments.Debian;
using Thaw.Python.Environments.Metadata;
using Thaw.Python.Interpreters;

namespace Thaw.Python.Environments.Libraries;

/// <summary>Takes folders of libraries apart into distributions.</summary>
public static class LibraryFinder
{
    /// <summary>The distributions that lie in a folder and list their files, in the order of their names.</summary>
    /// <param name="folder">A folder of libraries, or a function's root. It may be missing.</param>
    /// <remarks>A file that a distribution lists and that is not there was left out by whoever packed the folder.</remarks>
    public static IReadOnlyList<LibraryFiles> InFolder(string folder)
    {
        var found = new List<LibraryFiles>();
        foreach (var distribution in DistributionScan.Folders([folder]).OrderBy(each => each.Name, StringComparer.Ordinal))
        {
            var files = InstalledFiles.Of(distribution.Metadata).Concat(MetadataFiles(folder, distribution.Metadata))
                .Where(IsInside).Distinct(StringComparer.Ordinal)
                .Select(path => new LibraryFile(path, Path.Combine(folder, path), IsLink: false))
                .Where(file => new FileInfo(file.Source) is { Exists: true, LinkTarget: null }).ToList();
            // Metadata alone, without a list of files, does not say what belongs to it.
            if (files.Any(file => !IsMetadata(file.Path)))
                found.Add(new LibraryFiles(distribution.Name, distribution.Version, files));
        }
        return found;
    }

    /// <summary>What Debian packages and their hard dependencies bring for an interpreter: each package a distribution.</summary>
    /// <param name="interpreter">One that Debian installs libraries for.</param>
    /// <param name="packages">Their names.</param>
    /// <exception cref="FunctionException">One is not installed, or the interpreter is none of Debian's.</exception>
    public static IReadOnlyList<LibraryFiles> OfDebianPackages(Interpreter interpreter, IReadOnlyList<string> packages) =>
        packages.Count == 0 ? [] : PackageSelection.Of(interpreter, packages).Libraries();

    /// <summary>The top-level module that a file belongs to: <c>numpy</c> of <c>numpy/core/x.py</c>; null when it is no module's.</summary>
    /// <param name="path">Relative to the folder of libraries.</param>
    public static string? ModuleOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var first = path.Split('/')[0];
        var name = first.Split('.')[0];
        return path.Contains('/', StringComparison.Ordinal)
            ? (first == name ? name : null)
            : Path.GetExtension(first) is ".py" or ".so" or ".pyc" ? name : null;
    }

    private static IEnumerable<string> MetadataFiles(string folder, string metadata) => !Directory.Exists(metadata)
        ? []
        : Directory.EnumerateFiles(metadata, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file));

    // Programs and manual pages lie outside of the folder; byte code is made anew.
    private static bool IsInside(string path) =>
        !Path.IsPathRooted(path) && !path.Split('/').Any(part => part is ".." or "" or "." or "__pycache__") && !path.Contains('\0', StringComparison.Ordinal);

    private static bool IsMetadata(string path) =>
        path.Split('/')[0] is var first && (first.EndsWith(".dist-info", StringComparison.Ordinal) || first.EndsWith(".egg-info", StringComparison.Ordinal));
}
