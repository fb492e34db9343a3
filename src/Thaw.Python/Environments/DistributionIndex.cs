using Thaw.Python.Environments.Metadata;

namespace Thaw.Python.Environments;

/// <summary>Tells to which library a module belongs.</summary>
public sealed class DistributionIndex
{
    /// <summary>What the interpreter brings itself.</summary>
    public const string Python = "(python)";

    /// <summary>The function's own code.</summary>
    public const string Function = "(function)";

    private readonly PythonEnvironment _environment;
    private readonly string _root;
    private readonly Dictionary<string, string> _byModule = new(StringComparer.Ordinal);

    /// <summary>Indexes the distributions of an environment and of the function's folder.</summary>
    public DistributionIndex(PythonEnvironment environment, string functionRoot)
    {
        _environment = environment;
        _root = functionRoot;
        foreach (var distribution in DistributionScan.Folders([functionRoot]).Concat(environment.Distributions))
        {
            foreach (var module in distribution.TopLevel)
                _byModule.TryAdd(module, distribution.Name);
        }
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
            return _byModule.GetValueOrDefault(top, Python);
        if (file.StartsWith(_environment.Interpreter.StandardLibrary + "/", StringComparison.Ordinal)
            && !file.Contains("/site-packages/", StringComparison.Ordinal))
        {
            return Python;
        }
        return _byModule.TryGetValue(top, out var library) ? library
            : file.StartsWith(_root + "/", StringComparison.Ordinal) ? Function
            : top;
    }
}
