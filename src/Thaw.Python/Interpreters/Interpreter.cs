namespace Thaw.Python.Interpreters;

/// <summary>A Python interpreter, as it described itself.</summary>
/// <param name="Executable">The absolute path that starts it; for a shim, the interpreter behind it.</param>
/// <param name="Version">For example <c>3.11.2</c> or <c>3.15.0rc1</c>.</param>
/// <param name="Implementation">For example <c>cpython</c>.</param>
/// <param name="BasePrefix">Its installation; for a virtual environment, that of the interpreter beneath.</param>
/// <param name="StandardLibrary">The folder of the standard library.</param>
/// <param name="HasMonitoring">True if it has <c>sys.monitoring</c> (3.12 on).</param>
/// <param name="VirtualEnvironment">The virtual environment that it belongs to, or null.</param>
/// <param name="SitePackages">The folders of installed libraries on its <c>sys.path</c>, in that order.</param>
/// <param name="IsDebianSystem">True if Debian's package manager installs libraries for it (<c>dist-packages</c>).</param>
public sealed record Interpreter(
    string Executable,
    string Version,
    string Implementation,
    string BasePrefix,
    string StandardLibrary,
    bool HasMonitoring,
    string? VirtualEnvironment,
    IReadOnlyList<string> SitePackages,
    bool IsDebianSystem)
{
    /// <summary>The executable beneath a virtual environment; <see cref="Executable"/> where there is none.</summary>
    public string BaseExecutable { get; init; } = Executable;

    /// <summary>The full version text with build and compiler: two builds of one version differ in it.</summary>
    public string Build { get; init; } = Version;

    /// <summary>The tag in the names of its byte code and extension modules, for example <c>cpython-311</c>.</summary>
    public string CacheTag { get; init; } = "";

    /// <summary>Names of the top-level modules that the interpreter itself brings, compiled-in ones included.</summary>
    public IReadOnlyList<string> StandardModules { get; init; } = [];

    /// <summary>Major and minor version, for example <c>3.11</c>.</summary>
    public string MinorVersion => MinorOf(Version);

    /// <summary>
    /// The root of the Debian system that it was installed into: <c>/</c>, or the folder that packages of another
    /// release were unpacked to; null if Debian packages cannot be installed for it.
    /// </summary>
    public string? DebianRoot { get; init; }

    /// <summary>Major and minor of a version.</summary>
    /// <param name="version">For example <c>3.11.2</c>.</param>
    public static string MinorOf(string version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return string.Join('.', version.Split('.').Take(2));
    }
}
