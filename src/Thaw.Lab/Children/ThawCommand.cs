namespace Thaw.Lab.Children;

/// <summary>How to start <c>thaw</c> again in a process of its own.</summary>
/// <param name="Arguments">The program and what comes before the verb.</param>
public sealed record ThawCommand(IReadOnlyList<string> Arguments)
{
    /// <summary>The way in which this process was started: the program itself, or <c>dotnet</c> with its assembly.</summary>
    /// <param name="assembly">The path of the program's assembly.</param>
    public static ThawCommand OfThisProcess(string assembly)
    {
        string program = Environment.ProcessPath ?? throw new LabException("the path of this program is not known");
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? new ThawCommand([program, assembly])
            : new ThawCommand([program]);
    }

    /// <summary>The whole command line for a verb.</summary>
    public IReadOnlyList<string> With(params IEnumerable<string> verb) => [.. Arguments, .. verb];
}
