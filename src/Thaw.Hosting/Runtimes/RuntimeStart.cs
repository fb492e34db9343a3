namespace Thaw.Hosting.Runtimes;

/// <summary>What starts an instance.</summary>
/// <param name="Interpreter">The beginning of a command line that runs Python: paths as the sandbox sees them.</param>
/// <param name="Script">What it runs.</param>
internal sealed record RuntimeStart(IReadOnlyList<string> Interpreter, string Script)
{
    /// <summary>Whether the host's programs have to be there beside a root file system of the function's own.</summary>
    public bool NeedsHost { get; init; }
}
