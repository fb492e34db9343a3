using Thaw.Optimizing.Pipeline;

namespace Thaw.Optimizing.Reports;

/// <summary>What <c>thaw optimize --json</c> prints; described by docs/schemas/optimize.schema.json. Times in ms, sizes in bytes.</summary>
public sealed record OptimizeReport
{
    /// <summary>Always <c>thaw.optimize</c>.</summary>
    public string Schema { get; init; } = "thaw.optimize";

    /// <summary>The format version.</summary>
    public int Version { get; init; } = 1;

    /// <summary><c>improved</c>, <c>unverified</c>, <c>nothingToDo</c>, <c>nothingVerifies</c> or <c>noGain</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>The function's name.</summary>
    public required string Function { get; init; }

    /// <summary>The interpreter's version.</summary>
    public required string Python { get; init; }

    /// <summary>What instances are started from: <c>cold</c> or <c>prewarmed</c>.</summary>
    public string Target { get; init; } = "cold";

    /// <summary>For <c>prewarmed</c>: modules to import before an image or a snapshot is made, because events load them after init.</summary>
    public IReadOnlyList<string> Preload { get; init; } = [];

    /// <summary>Where the package is; null if none was written.</summary>
    public required string? Package { get; init; }

    /// <summary>The function's files that were edited where they are, relative to its folder; empty with a package.</summary>
    public required IReadOnlyList<string> Written { get; init; }

    /// <summary>Init of the original over that of the result; null if nothing was measured.</summary>
    public required ReportedRatio? InitSpeedup { get; init; }

    /// <summary>The whole cold start of the original over that of the result, events by their weights.</summary>
    public required ReportedRatio? EndToEndSpeedup { get; init; }

    /// <summary>Peak resident set of the original over that of the result.</summary>
    public required ReportedRatio? PeakMemoryRatio { get; init; }

    /// <summary>Quantities before and after.</summary>
    public required IReadOnlyList<ReportedQuantity> Quantities { get; init; }

    /// <summary>Cold starts of the original, and as many of the result; 0 if nothing was measured.</summary>
    public required int Pairs { get; init; }

    /// <summary>Each event's first invocation and whole cold start.</summary>
    public required IReadOnlyList<ReportedEvent> Events { get; init; }

    /// <summary>What was predicted, beside what was measured.</summary>
    public required ReportedPrediction Prediction { get; init; }

    /// <summary>The edits that were kept, that with the highest saving first.</summary>
    public required IReadOnlyList<ReportedEdit> Edits { get; init; }

    /// <summary>Edits that break something.</summary>
    public required IReadOnlyList<ReportedDrop> Dropped { get; init; }

    /// <summary>What of the reachable saving is left, and why; that with the highest cost first.</summary>
    public required IReadOnlyList<ReportedRest> LeftAlone { get; init; }

    /// <summary>What was compared; null if nothing was.</summary>
    public required ReportedVerification? Verification { get; init; }

    /// <summary>The edits as a unified diff.</summary>
    public required string Diff { get; init; }

    /// <summary>How long it took, s.</summary>
    public required double Seconds { get; init; }

    /// <summary>How long each step took, in the order in which they began.</summary>
    public required IReadOnlyList<StepTime> Steps { get; init; }

    /// <summary>What to know about the numbers, one sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>Original over result, or original minus result: above 1, or above 0, the result is better.</summary>
/// <param name="Value">The ratio or the difference.</param>
/// <param name="Low">Lower end of the 95 % interval; null where there is none.</param>
/// <param name="High">Upper end.</param>
public sealed record ReportedRatio(double Value, double? Low, double? High);

/// <summary>A quantity before and after.</summary>
/// <param name="Name"><c>initMs</c>, <c>firstInvocationMs</c>, <c>endToEndMs</c>, <c>billedMs</c>, <c>peakRssBytes</c>, <c>gigabyteSecondsPerMillionColdStarts</c>, <c>packageBytes</c>.</param>
/// <param name="Before">On the original.</param>
/// <param name="After">On the result.</param>
/// <param name="Ratio">Original over result; null where no interval was measured.</param>
/// <param name="Saving">Original minus result, in the quantity's unit; null where no interval was measured.</param>
public sealed record ReportedQuantity(string Name, double Before, double After, ReportedRatio? Ratio, ReportedRatio? Saving);

/// <summary>One event before and after.</summary>
/// <param name="Name">The event.</param>
/// <param name="Weight">Its share of all invocations, 0 to 1.</param>
/// <param name="FirstInvocation">Its first invocation, ms.</param>
/// <param name="EndToEnd">Its whole cold start, ms.</param>
public sealed record ReportedEvent(string Name, double Weight, ReportedQuantity FirstInvocation, ReportedQuantity EndToEnd);

/// <summary>Predictions of init beside the measurement, ms and bytes.</summary>
/// <param name="InitMs">Init in the profile.</param>
/// <param name="SavedMs">What the plan was predicted to save of init.</param>
/// <param name="SavedBytes">What it was predicted to save of memory after init.</param>
/// <param name="ExpectedMs">The same for the average cold start: less what events load after all.</param>
/// <param name="MeasuredSavedMs">What was measured; null if nothing was.</param>
/// <param name="ErrorShare">Predicted less measured, over measured, both as shares of their init; null if no saving was measured.</param>
/// <param name="ReachableMs">Time in init of everything that no event reaches.</param>
/// <param name="ReachableSavedShare">The part of that which the edits save, 0 to 1; null where there is nothing to save.</param>
public sealed record ReportedPrediction(
    double InitMs, double SavedMs, long SavedBytes, double ExpectedMs, double? MeasuredSavedMs, double? ErrorShare,
    double ReachableMs, double? ReachableSavedShare);

/// <summary>An edit.</summary>
/// <param name="File">As people read it, relative to the function or its library.</param>
/// <param name="Line">The statement's line, from 1.</param>
/// <param name="Module">The module that holds it.</param>
/// <param name="Style"><c>local</c>, <c>pep562</c> or <c>pep810</c>; null where no package was made.</param>
/// <param name="SavedMs">What would be lost of the plan's saving without it.</param>
/// <param name="SavedBytes">The same in memory.</param>
/// <param name="Confidence"><c>high</c>, <c>medium</c> or <c>low</c>.</param>
/// <param name="Why">Why it was worth trying.</param>
/// <param name="Safe">Why it is safe to try; empty where no package was made.</param>
/// <param name="Place">The file as <c>diff</c> names it; null where no package was made.</param>
public sealed record ReportedEdit(
    string File, int Line, string Module, string? Style, double SavedMs, long SavedBytes, string Confidence, string Why, string Safe, string? Place);

/// <summary>An edit that breaks something.</summary>
/// <param name="File">Its file.</param>
/// <param name="Line">Its line.</param>
/// <param name="Breaks">What differs, one line each.</param>
public sealed record ReportedDrop(string File, int Line, IReadOnlyList<string> Breaks);

/// <summary>A statement that was left alone.</summary>
/// <param name="File">Its file.</param>
/// <param name="Line">Its line.</param>
/// <param name="CostMs">What leaving it out as well would save.</param>
/// <param name="Reason">Why it was left alone.</param>
public sealed record ReportedRest(string File, int Line, double CostMs, string Reason);

/// <summary>What was compared.</summary>
/// <param name="Passed">True if nothing that counts differs.</param>
/// <param name="Events">Each event, the held-out ones included.</param>
/// <param name="Masked">What was not compared, because it differs between two runs of the original.</param>
/// <param name="Harmless">What differs and was judged harmless.</param>
/// <param name="Notes">What could not be checked.</param>
public sealed record ReportedVerification(
    bool Passed, IReadOnlyList<ReportedVerdict> Events, IReadOnlyList<string> Masked, IReadOnlyList<string> Harmless, IReadOnlyList<string> Notes);

/// <summary>One event's comparison.</summary>
/// <param name="Name">The event.</param>
/// <param name="Holdout">True if no planning step used it.</param>
/// <param name="Same">True if original and result do the same.</param>
/// <param name="Outcome">How it ends on the original.</param>
public sealed record ReportedVerdict(string Name, bool Holdout, bool Same, string Outcome);
