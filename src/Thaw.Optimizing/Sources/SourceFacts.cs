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

    /// <summary>Names that are read while the module is executed, each with the line and how.</summary>
    public IReadOnlyDictionary<string, string> ReadAtImport { get; init; } = new Dictionary<string, string>();

    /// <summary>The file's bytes as they were parsed.</summary>
    internal byte[] Text { get; init; } = [];
}

/// <summary>A stretch of a file.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="End">The byte after its last.</param>
internal readonly record struct TextSpan(int Start, int End);
