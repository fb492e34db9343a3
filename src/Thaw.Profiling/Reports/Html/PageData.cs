using Thaw.Profiling.Analysis;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Statistics;

namespace Thaw.Profiling.Reports.Html;

/// <summary>What the page shows, as <c>src/Thaw.Report.Web/src/data.js</c> reads it. Page and data are always of one version of Thaw.</summary>
/// <remarks>Times are ms, sizes bytes, shares 0 to 1. Long lists are columns, and texts in them indices into <see cref="Strings"/>, -1 for none.</remarks>
internal sealed record PageData
{
    /// <summary>Every text of the columns, once.</summary>
    public required IReadOnlyList<string> Strings { get; init; }

    /// <summary>Sets of event names that modules refer to.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> EventSets { get; init; }

    public required PageFunction Function { get; init; }

    public required PagePython Python { get; init; }

    public required RecordedConditions Conditions { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public required string ThawVersion { get; init; }

    /// <summary>Cold processes of the baseline, failed ones included.</summary>
    public required int Runs { get; init; }

    public required int FailedRuns { get; init; }

    /// <summary>Phases of the cold start in order; empty if no process got to the end of its first invocation.</summary>
    public required IReadOnlyList<PagePhase> Phases { get; init; }

    public required Spread? ColdStart { get; init; }

    public required Spread? Init { get; init; }

    public required Spread? Later { get; init; }

    public required PageMemory Memory { get; init; }

    public required ImportTotals? Totals { get; init; }

    public required IReadOnlyList<SampleTotals> Samples { get; init; }

    public required PageModules Modules { get; init; }

    public required IReadOnlyList<PageLibrary> Libraries { get; init; }

    /// <summary>Call paths of init, then of events; a phase without samples is left out.</summary>
    public required IReadOnlyList<PageCalls> Calls { get; init; }

    /// <summary>Programs that the function's process starts, the costliest first; null where they were not followed.</summary>
    public required IReadOnlyList<PageChild>? Children { get; init; }

    public required IReadOnlyList<PageFinding> Findings { get; init; }

    public required PredictedSaving Together { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>The function, without its folder: pages are shared.</summary>
internal sealed record PageFunction(string Name, string Target, string Kind);

/// <summary>The interpreter.</summary>
internal sealed record PagePython(string Version, string Implementation);

/// <summary>One phase: <c>interpreter</c>, <c>libraries</c>, <c>own</c> or <c>first</c>.</summary>
internal sealed record PagePhase(string Key, double Ms);

/// <summary>Medians, bytes; null where the kernel does not tell.</summary>
internal sealed record PageMemory(double? InitRss, double? PeakRss, double? Pss);

/// <summary>One library for the filter.</summary>
internal sealed record PageLibrary(string Name, double SelfMs);

/// <summary>The modules, in load order: a loader comes before what it loads.</summary>
/// <param name="Name">Dotted names.</param>
/// <param name="Library">Libraries.</param>
/// <param name="File">Files, shortened.</param>
/// <param name="At">The statement that loaded it, <c>file:line</c>, shortened.</param>
/// <param name="InInit">1 for init, 0 for modules that events loaded.</param>
/// <param name="Failed">1 if loading raised an exception.</param>
/// <param name="Parent">The module whose initialisation loaded it; -1 for none.</param>
/// <param name="Self">Own time with linking and collector, ms.</param>
/// <param name="Bytes">Resident bytes of itself.</param>
/// <param name="Exclusive">What would not be loaded without it, ms.</param>
/// <param name="ExclusiveBytes">The same, bytes.</param>
/// <param name="Use">The number of its <see cref="Analysis.Tables.UseState"/>.</param>
/// <param name="Events">The set of events that reach it.</param>
internal sealed record PageModules(
    int[] Name, int[] Library, int[] File, int[] At, int[] InInit, int[] Failed, int[] Parent,
    double[] Self, long[] Bytes, double[] Exclusive, long[] ExclusiveBytes, int[] Use, int[] Events);

/// <summary>The call paths of one phase.</summary>
/// <param name="Phase"><c>init</c> or <c>invoke</c>.</param>
/// <param name="Runs">Phases that were sampled: times are sums over them.</param>
/// <param name="FunctionName">Qualified names.</param>
/// <param name="FunctionFile">Files, shortened.</param>
/// <param name="FunctionModule">Modules; -1 for none.</param>
/// <param name="Nodes">The paths.</param>
/// <param name="Folded">What is left out.</param>
internal sealed record PageCalls(
    string Phase, int Runs, int[] FunctionName, int[] FunctionFile, int[] FunctionModule, PageCallNodes Nodes, PageFolded Folded);

/// <summary>Call paths, callers first; times without what is called, ms.</summary>
internal sealed record PageCallNodes(int[] Parent, int[] Function, int[] IsNative, double[] Wall, long[] Samples);

/// <summary>Paths that are counted in their callers because there are too many, none longer than this, ms for one run.</summary>
internal sealed record PageFolded(int Paths, double Ms);

/// <summary>One program that child processes run; the fields are those of <see cref="ChildCommand"/>.</summary>
internal sealed record PageChild(
    string Program, string Python, double Processes, int Unfinished, double StartMs, double? ImportsMs, double? LifeMs, long? PeakRss,
    IReadOnlyList<PageChildImport> Imports);

/// <summary>An outermost import of a child process, with the statement's place and all that it loads, ms.</summary>
internal sealed record PageChildImport(string Name, string? At, double Ms);

/// <summary>One finding, with places and modules as the page needs them.</summary>
internal sealed record PageFinding
{
    public required string Id { get; init; }

    public required string Pattern { get; init; }

    public required string Target { get; init; }

    public required string Library { get; init; }

    public required double SavingMs { get; init; }

    public required long SavingBytes { get; init; }

    public required string Remedy { get; init; }

    public required IReadOnlyList<string> Evidence { get; init; }

    public required string Confidence { get; init; }

    public required IReadOnlyList<string> Chain { get; init; }

    public required IReadOnlyList<string> Also { get; init; }

    public required IReadOnlyList<string> Events { get; init; }

    public required double EventShare { get; init; }

    public required IReadOnlyList<Findings.TakenLibrary> Takes { get; init; }

    /// <summary>Where it lies in the chart: the target's modules.</summary>
    public required IReadOnlyList<int> Modules { get; init; }

    /// <summary>Modules that would not be loaded: first, count, first, count, …</summary>
    public required IReadOnlyList<int> Lost { get; init; }
}
