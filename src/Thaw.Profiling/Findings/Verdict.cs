namespace Thaw.Profiling.Findings;

/// <summary>Names of the patterns.</summary>
public static class Patterns
{
    /// <summary>Loaded in init, nothing of it runs.</summary>
    public const string Unused = "C1";

    /// <summary>Loaded by default, used by few invocations.</summary>
    public const string Rare = "C2";

    /// <summary>A lighter library or a narrower import does the job.</summary>
    public const string Heavy = "C3";

    /// <summary>Used, but not for the result.</summary>
    public const string Avoidable = "C4";

    /// <summary>Work at import that is not import.</summary>
    public const string Setup = "setup";
}

/// <summary>What a unit is found to be.</summary>
/// <param name="Pattern">One of <see cref="Patterns"/>.</param>
/// <param name="SavingShare">Which share of what is saved by not loading it the remedy keeps saved, 0 to 1.</param>
/// <param name="Confidence"><c>high</c> or <c>medium</c>.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Reasons">Sentences that only this pattern adds to the evidence.</param>
internal sealed record Verdict(
    string Pattern, double SavingShare, string Confidence, string Remedy, IReadOnlyList<string> Reasons);
