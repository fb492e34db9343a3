namespace Thaw.Optimizing.Sources;

/// <summary>One import statement, as the interpreter's own parser sees it.</summary>
public sealed record ImportStatementFacts
{
    /// <summary>Its first line, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Its last line.</summary>
    public required int EndLine { get; init; }

    /// <summary>True at the top level, or inside if, try or with there; false in a function or class.</summary>
    public required bool AtModuleLevel { get; init; }

    /// <summary>The innermost statement around it: null at the top level, otherwise if, try, with, class, function, or another word.</summary>
    public required string? Guard { get; init; }

    /// <summary>Leading dots of a relative import; 0 for an absolute one.</summary>
    public required int Level { get; init; }

    /// <summary>What stands between <c>from</c> and <c>import</c>, without dots; null for <c>import …</c> and for dots alone.</summary>
    public required string? From { get; init; }

    /// <summary>True for <c>from … import …</c>.</summary>
    public required bool IsFrom { get; init; }

    /// <summary>The imported names, as written, with the names that they get.</summary>
    public required IReadOnlyList<ImportedName> Names { get; init; }

    /// <summary>True for <c>from … import *</c>.</summary>
    public required bool IsStar { get; init; }

    /// <summary>Names that it binds (<c>scipy</c> for <c>import scipy.stats</c>); empty for a star import.</summary>
    public required IReadOnlyList<string> Binds { get; init; }

    /// <summary>Those of <see cref="Binds"/> that are read while the module is executed.</summary>
    public required IReadOnlyList<string> UsedAtImport { get; init; }

    /// <summary>Why it can't be deferred at all, one line; null if it may be tried.</summary>
    public required string? WhyNot { get; init; }


    /// <summary>Its position in <see cref="SourceFacts.Units"/>; -1 if it can't be deferred.</summary>
    internal int Unit { get; init; } = -1;

    /// <summary>Where it stands, in bytes of the file.</summary>
    internal TextSpan Span { get; init; }
}

/// <summary>A name in an import statement.</summary>
/// <param name="Name">As written: <c>a.b</c>, or what is taken from a module.</param>
/// <param name="As">The name that it gets; null without <c>as</c>.</param>
/// <param name="IsSubmodule">True if it is known to be a module of its own inside the package that it is taken from.</param>
public sealed record ImportedName(string Name, string? As, bool IsSubmodule)
{
    /// <summary>The name that is bound: <c>a</c> for <c>import a.b</c>.</summary>
    public string Bound => As ?? Name.Split('.')[0];
}
