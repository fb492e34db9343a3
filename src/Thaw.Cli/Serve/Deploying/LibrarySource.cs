using Thaw.Functions;
using Thaw.Python.Environments;
using Thaw.Python.Environments.Libraries;
using Thaw.Python.Interpreters;

namespace Thaw.Cli.Serve.Deploying;

/// <summary>
/// Finds the libraries that go into a function's zip beside its own files: those of a requirements file, which pip resolves, or of a
/// virtual environment.
/// </summary>
internal static class LibrarySource
{
    // As tools that lock versions name what they write, then what people write; uv's last, because beside it another one is what somebody
    // made for deploying.
    private static readonly string[] RequirementsNames = ["pylock.toml", "requirements.lock", "requirements.txt", "uv.lock"];
    private static readonly string[] EnvironmentNames = [".venv", "venv"];

    /// <summary>The requirements file that a folder has; null when it has none, or has its libraries beside its code already.</summary>
    public static string? RequirementsIn(string folder) => LibraryFinder.InFolder(folder).Count > 0
        ? null
        : RequirementsNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>The virtual environment that a folder has; null when it has none, or has its libraries beside its code already.</summary>
    public static string? EnvironmentIn(string folder) => LibraryFinder.InFolder(folder).Count > 0
        ? null
        : EnvironmentNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(each => File.Exists(Path.Combine(each, "pyvenv.cfg")));

    /// <summary>What a requirements file names, resolved by pip from the index that the user configured.</summary>
    /// <param name="file">The file.</param>
    /// <param name="version">The version of Python that the function runs on, as <c>3.11</c>.</param>
    /// <exception cref="FunctionException">This machine has no such Python, or pip failed.</exception>
    public static IReadOnlyList<LibraryFile> OfRequirements(string file, string version)
    {
        var interpreter = InterpreterFinder.Choose(version, null, cacheFolder: ThawFolders.Cache);
        var environment = PythonEnvironments.ForRequirements(interpreter, file, ThawFolders.Cache);
        return [.. environment.SitePackages.SelectMany(In)];
    }

    /// <summary>What a virtual environment holds, but for its installer.</summary>
    /// <param name="folder">The environment.</param>
    /// <param name="version">The version of Python that the function runs on, as <c>3.11</c>.</param>
    /// <exception cref="FunctionException">It is none, is for another Python, or holds what is installed in place.</exception>
    public static IReadOnlyList<LibraryFile> OfEnvironment(string folder, string version)
    {
        if (!File.Exists(Path.Combine(folder, "pyvenv.cfg")))
            throw new FunctionException($"{folder}: not a virtual environment (it has no pyvenv.cfg); make one with: python3 -m venv {folder}");
        var site = Path.Combine(folder, "lib", "python" + version, "site-packages");
        if (!Directory.Exists(site))
        {
            var own = Directory.Exists(Path.Combine(folder, "lib")) ? Directory.EnumerateDirectories(Path.Combine(folder, "lib"), "python3.*").Select(Path.GetFileName).FirstOrDefault() : null;
            throw new FunctionException($"{folder}: is for {own ?? "no Python"}, and the function runs on python{version}; choose one with --runtime");
        }
        if (Directory.EnumerateFiles(site, "direct_url.json", SearchOption.AllDirectories).FirstOrDefault(IsInPlace) is { } inPlace)
            throw new FunctionException($"{Path.GetDirectoryName(inPlace)}: installed in place (pip install -e), so its code is not in the environment; install it without -e");
        return In(site);
    }

    private static IReadOnlyList<LibraryFile> In(string site) =>
        [.. LibraryFinder.InFolder(site).Where(library => library.Name != "pip").SelectMany(library => library.Files).DistinctBy(file => file.Path)];

    private static bool IsInPlace(string file) => File.ReadAllText(file).Replace(" ", "", StringComparison.Ordinal).Contains("\"editable\":true", StringComparison.Ordinal);
}
