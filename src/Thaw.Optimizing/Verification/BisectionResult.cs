using Thaw.Optimizing.Rewriting;

namespace Thaw.Optimizing.Verification;

/// <summary>Which edits verify together.</summary>
/// <param name="Kept">The largest set that was found to verify, in the order given; may be empty.</param>
/// <param name="Dropped">The others, each with what it breaks.</param>
/// <param name="Verification">Of <paramref name="Kept"/>; null if it is empty and was not verified.</param>
/// <param name="Steps">The verifications that were made, in order.</param>
public sealed record BisectionResult(
    IReadOnlyList<ImportEdit> Kept,
    IReadOnlyList<DroppedEdit> Dropped,
    VerificationResult? Verification,
    IReadOnlyList<BisectionStep> Steps)
{
    /// <summary>What a package without any edit broke: then no edit is at fault, and none is kept. Null if it verified or was not asked for.</summary>
    public VerificationResult? WithoutEdits { get; init; }
}

/// <summary>An edit that breaks something, alone or together with others that were kept.</summary>
/// <param name="Edit">The edit.</param>
/// <param name="Breaks">What it breaks: the differences that its addition to verified edits makes.</param>
public sealed record DroppedEdit(ImportEdit Edit, IReadOnlyList<Difference> Breaks);

/// <summary>One verification of a search.</summary>
/// <param name="Edits">How many edits were in.</param>
/// <param name="Passed">Whether they verified.</param>
/// <param name="Breaks">The first thing that broke, one line; null if nothing did.</param>
public sealed record BisectionStep(int Edits, bool Passed, string? Breaks);
