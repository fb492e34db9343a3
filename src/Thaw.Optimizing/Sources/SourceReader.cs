using Thaw.Python.Interpreters;

namespace Thaw.Optimizing.Sources;

/// <summary>Asks the interpreter's own parser about source files.</summary>
/// <param name="interpreter">The function's interpreter.</param>
public sealed class SourceReader(Interpreter interpreter)
{
    /// <summary>Reads many files in one process of the interpreter.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellation">Kills the process.</param>
    /// <returns>By file. One that can't be read or parsed is there too, with <see cref="SourceFacts.Problem"/> set.</returns>
    public IReadOnlyDictionary<string, SourceFacts> Read(IReadOnlyCollection<SourceRequest> files, CancellationToken cancellation) =>
        throw new NotImplementedException(interpreter.Executable + files.Count + cancellation);
}
