using Thaw.Profiling.Analysis.Stacks;
using Thaw.Profiling.Analysis.Tables;
using Thaw.Profiling.Analysis.Usage;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis;

/// <summary>Analyses recordings: no clock, no files, no processes; the same recording gives the same result.</summary>
/// <example><code>
/// var analysis = ProfileAnalyzer.Analyze(recording, FindingThresholds.Default);
/// foreach (var finding in analysis.Findings) { … finding.PredictedSavingMs … }
/// </code></example>
public static class ProfileAnalyzer
{
    /// <summary>Works everything out. A pass that failed leaves its part of the result empty, and a note.</summary>
    /// <param name="recording">The recording; it is not changed.</param>
    /// <param name="thresholds">What counts as a finding.</param>
    public static ProfileAnalysis Analyze(Recording recording, FindingThresholds thresholds)
    {
        ArgumentNullException.ThrowIfNull(recording);
        ArgumentNullException.ThrowIfNull(thresholds);
        var baseline = BaselineFacts.Of(recording.Baseline);
        var analysis = new ProfileAnalysis
        {
            Recording = recording,
            Thresholds = thresholds,
            Baseline = baseline,
            Events = new EventWeights(recording.Manifest, recording.Usage),
            Samples = [.. new[] { SampleTotals.Of(recording, Phases.Init), SampleTotals.Of(recording, Phases.Invoke) }.OfType<SampleTotals>()],
        };
        if (recording.Imports is { Modules.Count: > 0 } imports)
        {
            analysis = WithImports(analysis, new AnalysisContext(recording, imports, thresholds));
        }

        return analysis with { Notes = AnalysisNotes.Of(analysis) };
    }

    private static ProfileAnalysis WithImports(ProfileAnalysis analysis, AnalysisContext context)
    {
        var tables = new FactTables(context);
        var modules = tables.Modules();
        var setup = context.Stacks is { } stacks ? SetupFinder.Find(stacks, context.Imports) : [];
        var findings = FindingSearch.Find(context, new DisplayPaths(context.Recording), modules, setup);
        return analysis with
        {
            Graph = context.Graph,
            Costs = context.Costs,
            Imports = ImportTotals.Of(context.Imports, analysis.Baseline),
            Modules = modules,
            Libraries = tables.Libraries(),
            Statements = tables.Statements(),
            InitCalls = context.Stacks is null ? null : CallTreeBuilder.Build(context.Stacks, Phases.Init),
            InvokeCalls = context.Stacks is null ? null : CallTreeBuilder.Build(context.Stacks, Phases.Invoke),
            Setup = setup,
            Findings = findings,
            Together = TogetherPrediction.Of(context, findings),
        };
    }
}
