namespace Thaw.Optimizing.Sources;

/// <summary>A place that reads a name of a module while that is executed.</summary>
/// <param name="Line">The line, from 1; the largest integer if nobody knows when it is executed.</param>
/// <param name="After">The line of the statement that has bound the name before in the same block, so that this value is read; 0 if none is sure to have.</param>
/// <param name="How">How and where it is read, after the name: "read at line 3 while the module is executed".</param>
public sealed record NameRead(int Line, int After, string How)
{
    /// <summary>The attribute, if only that is asked for of the value; empty otherwise.</summary>
    internal string Attribute { get; init; } = "";

    /// <summary>For a function that reads it, in one of its branches perhaps: the first line whose execution calls that; 0 for another read.</summary>
    internal int CalledAt { get; init; }

    /// <summary>True if the name is deleted there.</summary>
    internal bool IsDeletion => How.StartsWith("deleted", StringComparison.Ordinal);

    /// <summary>True if the value may be that which a statement on this line binds.</summary>
    /// <param name="line">The first line of a statement at the top level, which is executed once.</param>
    internal bool MayBeOf(int line) => Line >= line && After <= line;
}
