using Thaw.Python.Interpreters;

namespace Thaw.Python.Environments;

/// <summary>What a function's processes are started with and what they can import.</summary>
/// <param name="Interpreter">The interpreter.</param>
/// <param name="Executable">What is started: the interpreter, or the <c>bin/python</c> of a virtual environment on it.</param>
/// <param name="SitePackages">The folders of libraries on <c>sys.path</c>, in that order.</param>
/// <param name="Distributions">The distributions in these folders and in the function's own, each once.</param>
/// <param name="Variables">Environment variables that every process needs.</param>
public sealed record PythonEnvironment(
    Interpreter Interpreter,
    string Executable,
    IReadOnlyList<string> SitePackages,
    IReadOnlyList<InstalledDistribution> Distributions,
    IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>
    /// The folder that the standard library is loaded from: the interpreter's own, or that of a private environment
    /// which hides what undeclared packages put there.
    /// </summary>
    public string StandardLibrary { get; init; } = Interpreter.StandardLibrary;
}
