using Thaw.Functions;
using Thaw.Python.Environments.Debian;
using Thaw.Python.Environments.Metadata;
using Thaw.Python.Environments.Requirements;
using Thaw.Python.Interpreters;

namespace Thaw.Python.Environments;

/// <summary>Makes the environments that functions run in.</summary>
public static class PythonEnvironments
{
    private static readonly Dictionary<string, string> NoVariables = [];

    /// <summary>
    /// A private virtual environment that shows the declared packages, their hard dependencies and the standard
    /// library, whatever else is installed. It is kept and reused until a package or the interpreter changes.
    /// </summary>
    /// <param name="interpreter">An interpreter; for declared packages, one that Debian installs libraries for.</param>
    /// <param name="packages">Names of Debian packages; may be empty.</param>
    /// <param name="cacheFolder">Where environments are kept; several processes may use it at once.</param>
    /// <exception cref="FunctionException">A package is not installed, or not for this interpreter.</exception>
    public static PythonEnvironment ForDebianPackages(
        Interpreter interpreter, IReadOnlyList<string> packages, string cacheFolder) =>
        OfFolder(interpreter, PackageEnvironment.Provide(interpreter, packages, cacheFolder));

    /// <summary>An interpreter or a virtual environment as it is, and what lies beside the function's own code.</summary>
    /// <param name="interpreter">The interpreter.</param>
    /// <param name="functionRoot">The function's folder: vendored dependencies lie in it.</param>
    public static PythonEnvironment ForInterpreter(Interpreter interpreter, string functionRoot) => new(
        interpreter,
        interpreter.Executable,
        interpreter.SitePackages,
        DistributionScan.Folders(DistributionScan.VendorFolders(functionRoot).Concat(interpreter.SitePackages)),
        NoVariables);

    /// <summary>
    /// A private virtual environment with what a requirements file names, installed by the interpreter's pip from the
    /// index that its user configured. It is kept and reused until the file, one that it includes, or the interpreter
    /// changes: requirements without versions stay at those of the first time.
    /// </summary>
    /// <param name="interpreter">An interpreter that has pip.</param>
    /// <param name="requirementsFile">The file.</param>
    /// <param name="cacheFolder">Where environments are kept; several processes may use it at once.</param>
    /// <exception cref="FunctionException">The file is not there, pip is not there, or pip failed.</exception>
    public static PythonEnvironment ForRequirements(Interpreter interpreter, string requirementsFile, string cacheFolder) =>
        OfFolder(interpreter, RequirementsEnvironment.Provide(interpreter, requirementsFile, cacheFolder));

    private static PythonEnvironment OfFolder(Interpreter interpreter, string folder)
    {
        var site = VirtualEnvironment.SitePackages(folder, interpreter);
        var library = VirtualEnvironment.BaseLibrary(folder, interpreter);
        return new PythonEnvironment(
            interpreter, VirtualEnvironment.Executable(folder), [site], DistributionScan.Folders([site]), NoVariables)
        {
            StandardLibrary = Directory.Exists(library) ? library : interpreter.StandardLibrary,
        };
    }
}
