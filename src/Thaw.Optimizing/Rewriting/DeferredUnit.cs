using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>A unit that is deferred, and the function of the new source that executes it.</summary>
internal sealed record DeferredUnit
{
    /// <summary>The unit.</summary>
    public required ImportUnit Unit { get; init; }

    /// <summary>The new function's name.</summary>
    public required string Loader { get; init; }

    /// <summary>All names that it binds, in the order of the text.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Those that have its value at the end of the module.</summary>
    public required IReadOnlyList<string> Owned { get; init; }

    /// <summary>Those that a statement which stays as it is binds again: until then they have this unit's value, for modules of a cycle.</summary>
    public required IReadOnlyList<string> Early { get; init; }

    /// <summary>Those that the module deletes later, which is all that it does with them.</summary>
    public required IReadOnlyList<string> Placeholders { get; init; }

    /// <summary>Those that a statement before it has bound, which stays as it is, or an import of the submodule that they hide: where this one stood, that value gives way.</summary>
    public required IReadOnlyList<string> Replaced { get; init; }

    /// <summary>Submodules that its names hide: they are loaded where it stood, as the original had by then, so that no later import of one takes the name over.</summary>
    public IReadOnlyList<string> Hidden { get; init; } = [];

    /// <summary>Loaders of later units that bind some of its names to something else: theirs is the value that stays.</summary>
    public required IReadOnlyList<string> Later { get; init; }

    /// <summary>For a definition: loaders of what it reads when it is executed, in the order in which they are called.</summary>
    public IReadOnlyList<string> Needed { get; init; } = [];

    /// <summary>Names of definitions that wait because they read what this one binds.</summary>
    public IReadOnlyList<string> Waiting { get; init; } = [];

    /// <summary>Modules below the module's own package that it loads, relative to that: <c>three.deep</c>. The first part becomes an attribute.</summary>
    public required IReadOnlyList<string> Below { get; init; }

    /// <summary>Names of packages that other statements bind and that it loads modules of: who reads one may go on to such a module.</summary>
    public required IReadOnlyList<string> Packages { get; init; }

    /// <summary>For a star import: the names that take the star's place.</summary>
    public IReadOnlyList<string>? StarNames { get; init; }

    /// <summary>Names that stay eager although their statement is deferred; null if the statement is not split.</summary>
    public IReadOnlyList<ImportedName>? Eager { get; init; }
}
