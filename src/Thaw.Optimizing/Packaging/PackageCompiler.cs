using Thaw.Linux.Processes;
using Thaw.Python.Environments;

namespace Thaw.Optimizing.Packaging;

/// <summary>Compiles a package's sources with the function's interpreter.</summary>
/// <remarks>
/// Unchecked hash pycs (PEP 552): valid without a look at the source, and independent of file times, which deployment
/// changes. Paths in them are relative; the import system puts in where they really lie.
/// </remarks>
internal static class PackageCompiler
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Compiles what compiles; a template or a file for another version of Python is left as it is.</summary>
    /// <exception cref="PackageException">The interpreter did not come to its end.</exception>
    public static void Compile(PythonEnvironment environment, string folder)
    {
        var request = new SpawnRequest(
            environment.Executable,
            ["-s", "-B", "-m", "compileall", "-q", "-s", folder, "--invalidation-mode", "unchecked-hash", folder],
            // Which strings are shared in the byte code must not depend on hashes that differ from run to run.
            new Dictionary<string, string>(environment.Variables) { ["PYTHONHASHSEED"] = "0" })
        {
            WorkingDirectory = "/",
        };
        var run = CapturedCommand.Run(request, Limit);
        if (run.Exit?.ExitCode is not (0 or 1))
        {
            throw new PackageException($"{environment.Executable}: could not compile the package: {run.FirstLine}");
        }
    }
}
