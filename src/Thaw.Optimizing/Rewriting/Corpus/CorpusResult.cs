namespace Thaw.Optimizing.Rewriting.Corpus;

/// <summary>A module whose names are not what they were.</summary>
/// <param name="Module">The module, dotted.</param>
/// <param name="Problem">What is different, one line.</param>
public sealed record CorpusFailure(string Module, string Problem);

/// <summary>What became of a corpus of modules in which every import was rewritten that may be.</summary>
public sealed record CorpusResult
{
    /// <summary>Modules that can be imported as they are; others say nothing about rewriting.</summary>
    public required int Modules { get; init; }

    /// <summary>Modules that were changed.</summary>
    public required int ModulesRewritten { get; init; }

    /// <summary>Import statements at module level.</summary>
    public required int Statements { get; init; }

    /// <summary>Those that were made lazy.</summary>
    public required int StatementsRewritten { get; init; }

    /// <summary>How often a statement was left alone, by reason; names and lines in the reasons are left out.</summary>
    public required IReadOnlyDictionary<string, int> Refused { get; init; }

    /// <summary>Modules that fail, or have a name that is something else than before.</summary>
    public required IReadOnlyList<CorpusFailure> Failures { get; init; }
}
