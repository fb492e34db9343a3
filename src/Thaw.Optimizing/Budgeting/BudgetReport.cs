using Thaw.Optimizing.Budgeting.Baselines;
using Thaw.Optimizing.Budgeting.Checks;
using Thaw.Optimizing.Budgeting.Loading;

namespace Thaw.Optimizing.Budgeting;

/// <summary>What came of holding a function against its budget: <c>thaw.budget</c>, version 1.</summary>
/// <remarks>Times are ms, sizes bytes. The published form is <c>docs/schemas/budget.schema.json</c>.</remarks>
public sealed record BudgetReport
{
    /// <summary>The schema's name.</summary>
    public const string SchemaName = "thaw.budget";

    /// <summary>Always <see cref="SchemaName"/>.</summary>
    public string Schema { get; init; } = SchemaName;

    /// <summary>The version of the format.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The version of Thaw that measured.</summary>
    public required string ThawVersion { get; init; }

    /// <summary>When it was measured, UTC.</summary>
    public required DateTimeOffset MeasuredAt { get; init; }

    /// <summary>The function's name.</summary>
    public required string Function { get; init; }

    /// <summary>The folder of its own code, absolute.</summary>
    public required string Root { get; init; }

    /// <summary>Interpreter and machine.</summary>
    public required MeasuredEnvironment Environment { get; init; }

    /// <summary>The worst of the checks: missed before undecided before within.</summary>
    public required BudgetVerdict Verdict { get; init; }

    /// <summary>Each limit; empty where only a baseline was written.</summary>
    public required IReadOnlyList<BudgetCheck> Checks { get; init; }

    /// <summary>The cold starts that init rests on; null where no check needed any.</summary>
    public required MeasuredStarts? Starts { get; init; }

    /// <summary>What was compared with; null for nothing.</summary>
    public required ComparedBaseline? Baseline { get; init; }

    /// <summary>Statements that load what the baseline's init did not load, the costliest first; empty without a baseline.</summary>
    public required IReadOnlyList<ImportCost> NewImports { get; init; }

    /// <summary>The function's own import statements by what they bring into init, the costliest first, at most ten.</summary>
    public required IReadOnlyList<ImportCost> CostliestImports { get; init; }

    /// <summary>What to know about the figures.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>Cold starts of the function and of the reference, in pairs.</summary>
/// <param name="Pairs">How many.</param>
/// <param name="InitMedianMs">Median of the function's init from begin to end, ms.</param>
/// <param name="OwnMedianMs">The same without waiting for a processor that other processes had.</param>
/// <param name="ReferenceMedianMs">Median of the reference's init without that waiting, ms.</param>
/// <param name="Disturbance">How many times longer the reference took in the middle than in its quickest tenth; 1 on a calm machine.</param>
/// <param name="InitMs">Each init of the function from begin to end, ms, in order.</param>
/// <param name="OwnMs">Each init of the function without that waiting, ms, in order.</param>
/// <param name="ReferenceMs">Each init of the reference without that waiting, ms, in order.</param>
public sealed record MeasuredStarts(
    int Pairs, double InitMedianMs, double OwnMedianMs, double ReferenceMedianMs, double Disturbance,
    IReadOnlyList<double> InitMs, IReadOnlyList<double> OwnMs, IReadOnlyList<double> ReferenceMs);

/// <summary>The baseline of a comparison.</summary>
/// <param name="File">Its file.</param>
/// <param name="MeasuredAt">When it was measured, UTC.</param>
/// <param name="Pairs">Pairs of cold starts in it.</param>
/// <param name="InitMedianMs">Median of its init, ms.</param>
/// <param name="PeakBytes">Median peak of its hungriest event, bytes; 0 where it has none.</param>
/// <param name="GoneModules">Modules that its init loaded and this one does not.</param>
/// <param name="GoneMs">What they took then, ms.</param>
public sealed record ComparedBaseline(
    string File, DateTimeOffset MeasuredAt, int Pairs, double InitMedianMs, double PeakBytes, int GoneModules, double GoneMs);
