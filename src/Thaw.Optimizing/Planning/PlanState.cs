using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Graphs;
using Thaw.Profiling.Recordings;

namespace Thaw.Optimizing.Planning;

/// <summary>What every step of making one plan shares.</summary>
internal sealed class PlanState(
    ProfileAnalysis analysis, CandidateTable candidates, PlanGraph graph, EventReach events, PlanOptions options,
    IReadOnlyDictionary<(string File, int Line), string> excluded)
{
    public ProfileAnalysis Analysis => analysis;

    public ImportsPass Imports => analysis.Recording.Imports!;

    public ImportGraph Init => analysis.Graph!;

    public ModuleCosts Costs => analysis.Costs!;

    public CandidateTable Candidates => candidates;

    public PlanGraph Graph => graph;

    public EventReach Events => events;

    public PlanOptions Options => options;

    /// <summary>The saving that an edit needs, ms.</summary>
    public double MinSavingMs => options.MinSavingMs ?? PlanOptions.DefaultMinSavingMs(Imports.InitMs);

    /// <summary>Why a candidate can't be deferred; null if that may be tried.</summary>
    public string? WhyNot(Candidate candidate) =>
        excluded.GetValueOrDefault((candidate.Edit.File, candidate.Edit.Line)) ?? candidate.WhyNot;

    /// <summary>Modules of init that are not in <paramref name="loaded"/>.</summary>
    public IReadOnlyList<int> Lost(bool[] loaded) =>
        [.. Enumerable.Range(0, loaded.Length).Where(module => Init.InInit(module) && !loaded[module])];
}
