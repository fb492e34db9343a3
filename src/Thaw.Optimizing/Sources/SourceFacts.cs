namespace Thaw.Optimizing.Sources;

/// <summary>What the interpreter's own parser says of a source file.</summary>
public sealed record SourceFacts
{
    /// <summary>The module, dotted.</summary>
    public required string Module { get; init; }

    /// <summary>The file, absolute.</summary>
    public required string File { get; init; }

    /// <summary>True for a package's <c>__init__</c>.</summary>
    public required bool IsPackage { get; init; }

    /// <summary>Why nothing is known of it, one line; null if it was read.</summary>
    public string? Problem { get; init; }

    /// <summary>All its import statements, in the order of the text.</summary>
    public IReadOnlyList<ImportStatementFacts> Imports { get; init; } = [];

    /// <summary>Names that are read while the module is executed, each with where and how, at least once.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<NameRead>> ReadAtImport { get; init; } = new Dictionary<string, IReadOnlyList<NameRead>>();

    /// <summary>Why no name of the module can be deferred, one line; null if some may.</summary>
    public string? WhyNone { get; init; }

    /// <summary>What the module's body changes beside its own names, dotted, each starting with a name of the module: <c>registry.entries</c>.</summary>
    internal IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>Its classes at the top level.</summary>
    internal IReadOnlyList<ClassFacts> Classes { get; init; } = [];

    /// <summary>True if its text asks for subclasses of a class, of which one that is not defined yet is none.</summary>
    internal bool AsksSubclasses { get; init; }

    /// <summary>Names of the module that its functions may bind again or delete.</summary>
    internal IReadOnlySet<string> Rebound { get; init; } = new HashSet<string>();

    /// <summary>What can be deferred, in the order of the text.</summary>
    internal IReadOnlyList<ImportUnit> Units { get; init; } = [];

    /// <summary>What binds the module's names, in the order of the text.</summary>
    internal IReadOnlyList<NameBinding> Bindings { get; init; } = [];

    /// <summary>Functions that read names of the module.</summary>
    internal IReadOnlyList<FunctionReads> Functions { get; init; } = [];

    /// <summary>The statements at the top level.</summary>
    internal IReadOnlyList<TopStatement> Statements { get; init; } = [];

    /// <summary>Calls of <c>dir()</c> at module level, which have to list deferred names too.</summary>
    internal IReadOnlyList<TextSpan> Dirs { get; init; } = [];

    /// <summary>Names of builtins that it may have itself, whichever statement or function binds them; those of star imports aside.</summary>
    internal IReadOnlyList<string> Shadowed { get; init; } = [];

    /// <summary>Where the names of its functions <c>__getattr__</c> stand.</summary>
    internal IReadOnlyList<TextSpan> Finders { get; init; } = [];

    /// <summary>Position of the docstring or the last __future__ import in <see cref="Statements"/>; -1 without.</summary>
    internal int LastOpening { get; init; } = -1;

    /// <summary>Where blank and comment lines before the first statement start.</summary>
    internal IReadOnlyList<int> FreeLines { get; init; } = [];

    /// <summary>For a package: the modules in its folder.</summary>
    internal IReadOnlySet<string> Submodules { get; init; } = new HashSet<string>();

    /// <summary>The file's bytes as they were parsed.</summary>
    internal byte[] Text { get; init; } = [];

    /// <summary>True if its encoding is UTF-8.</summary>
    internal bool IsUtf8 { get; init; }

    /// <summary>How its lines end.</summary>
    internal string Newline { get; init; } = "\n";
}
