using Thaw.Profiling.Analysis.Graphs;
using Thaw.Profiling.Analysis.Stacks;
using Thaw.Profiling.Analysis.Tables;
using Thaw.Profiling.Analysis.Usage;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis;

/// <summary>Everything that a recording tells. Made by <see cref="ProfileAnalyzer.Analyze"/>.</summary>
public sealed record ProfileAnalysis
{
    /// <summary>What was analysed.</summary>
    public required Recording Recording { get; init; }

    /// <summary>The thresholds that were used.</summary>
    public required FindingThresholds Thresholds { get; init; }

    /// <summary>The uninstrumented cold starts.</summary>
    public required BaselineFacts Baseline { get; init; }

    /// <summary>Which events count, and how much.</summary>
    public required EventWeights Events { get; init; }

    /// <summary>Why each module is loaded; null without an import pass.</summary>
    public ImportGraph? Graph { get; init; }

    /// <summary>What each module costs by itself; null without an import pass.</summary>
    public ModuleCosts? Costs { get; init; }

    /// <summary>What the import pass adds up to; null without one.</summary>
    public ImportTotals? Imports { get; init; }

    /// <summary>One entry a module, by index.</summary>
    public IReadOnlyList<ModuleFacts> Modules { get; init; } = [];

    /// <summary>One entry a library, that with the highest exclusive cost first.</summary>
    public IReadOnlyList<LibraryFacts> Libraries { get; init; } = [];

    /// <summary>One entry for each statement that ran in init.</summary>
    public IReadOnlyList<StatementFacts> Statements { get; init; } = [];

    /// <summary>Call paths of init; null without samples.</summary>
    public CallTree? InitCalls { get; init; }

    /// <summary>Call paths of events; null without samples.</summary>
    public CallTree? InvokeCalls { get; init; }

    /// <summary>What the sampler achieved: init, then events.</summary>
    public IReadOnlyList<SampleTotals> Samples { get; init; } = [];

    /// <summary>Work at import that is not import, by line, without a threshold.</summary>
    public IReadOnlyList<SetupWork> Setup { get; init; } = [];

    /// <summary>The findings, that with the highest predicted saving first.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>What all findings save together; less than their sum where they overlap, more where one frees another.</summary>
    public PredictedSaving Together { get; init; } = PredictedSaving.None;

    /// <summary>What to know about the numbers, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What a plan would save of init, as a whole: findings' savings can't simply be added.</summary>
    /// <param name="cuts">The plan.</param>
    /// <returns>Time and bytes; nothing without an import pass.</returns>
    public PredictedSaving Predict(ImportCuts cuts)
    {
        if (Graph is null || Costs is null)
        {
            return PredictedSaving.None;
        }

        var loaded = Graph.LoadedWithout(cuts);
        int[] lost = [.. Enumerable.Range(0, loaded.Length).Where(module => Graph.InInit(module) && !loaded[module])];
        var cost = Costs.Sum(lost);
        return new PredictedSaving(cost.Ms, cost.Bytes);
    }
}

/// <summary>What a change would save of a cold start.</summary>
/// <param name="Ms">Time, ms.</param>
/// <param name="Bytes">Resident bytes.</param>
public readonly record struct PredictedSaving(double Ms, long Bytes)
{
    /// <summary>Nothing.</summary>
    public static PredictedSaving None => default;
}
