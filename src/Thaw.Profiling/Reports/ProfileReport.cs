using Thaw.Profiling.Findings;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Statistics;

namespace Thaw.Profiling.Reports;

/// <summary>The result of <c>thaw profile</c> for other programs: <c>thaw.profile</c>, version 1.</summary>
/// <remarks>The published form is <c>docs/schemas/profile.schema.json</c>. Times are ms, sizes bytes, shares 0 to 1.
/// Everything comes in a stable order.</remarks>
public sealed record ProfileReport
{
    /// <summary>The schema's name.</summary>
    public const string SchemaName = "thaw.profile";

    /// <summary>The version that this code writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Always <see cref="SchemaName"/>.</summary>
    public string Schema { get; init; } = SchemaName;

    /// <summary>Always <see cref="CurrentVersion"/>.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The version of Thaw that recorded.</summary>
    public required string ThawVersion { get; init; }

    /// <summary>When it was recorded, UTC.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The function.</summary>
    public required RecordedFunction Function { get; init; }

    /// <summary>The interpreter.</summary>
    public required RecordedPython Python { get; init; }

    /// <summary>The conditions of the runs.</summary>
    public required RecordedConditions Conditions { get; init; }

    /// <summary>The events, the held-out ones included.</summary>
    public required IReadOnlyList<RecordedEvent> Events { get; init; }

    /// <summary>Uninstrumented cold starts.</summary>
    public required BaselineReport Baseline { get; init; }

    /// <summary>What the import pass adds up to; null if it failed.</summary>
    public required Analysis.ImportTotals? Imports { get; init; }

    /// <summary>Libraries, that with the highest exclusive cost first.</summary>
    public required IReadOnlyList<LibraryReport> Libraries { get; init; }

    /// <summary>Modules in load order.</summary>
    public required IReadOnlyList<ModuleReport> Modules { get; init; }

    /// <summary>Import statements without which something would not be loaded, in order of file and line.</summary>
    public required IReadOnlyList<StatementReport> Statements { get; init; }

    /// <summary>Findings, that with the highest predicted saving first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>What all findings save together.</summary>
    public required TogetherReport Together { get; init; }

    /// <summary>What the sampler achieved.</summary>
    public required IReadOnlyList<Analysis.SampleTotals> Samples { get; init; }

    /// <summary>Python processes that the function's process starts; null unless they were asked for.</summary>
    public ChildrenPass? Children { get; init; }

    /// <summary>How each pass ended.</summary>
    public required IReadOnlyList<PassReport> Passes { get; init; }

    /// <summary>The thresholds by name.</summary>
    public required IReadOnlyDictionary<string, double> Thresholds { get; init; }

    /// <summary>What to know about the numbers.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>The baseline.</summary>
/// <param name="Runs">Processes started.</param>
/// <param name="FailedRuns">Processes that are in no figure.</param>
/// <param name="Phases">Phases of the cold start.</param>
/// <param name="Memory">Memory of the process.</param>
public sealed record BaselineReport(int Runs, int FailedRuns, PhasesReport Phases, MemoryReport Memory);

/// <summary>Phases, ms; null where no process got that far.</summary>
/// <param name="InterpreterStartMs">Spawning to the first line of the launcher.</param>
/// <param name="LauncherMs">Thaw's launcher.</param>
/// <param name="InitMs">Importing the handler's module.</param>
/// <param name="FirstInvocationMs">First event in, result out.</param>
/// <param name="LaterInvocationsMs">Later invocations in the same process.</param>
/// <param name="ColdStartMs">Spawning to the first response.</param>
public sealed record PhasesReport(
    Spread? InterpreterStartMs,
    Spread? LauncherMs,
    Spread? InitMs,
    Spread? FirstInvocationMs,
    Spread? LaterInvocationsMs,
    Spread? ColdStartMs);

/// <summary>Memory, bytes; null where the kernel doesn't tell.</summary>
/// <param name="InitRssBytes">Resident after init.</param>
/// <param name="InitPssBytes">Proportional after init.</param>
/// <param name="PeakRssBytes">Peak until the first response.</param>
/// <param name="PssBytes">Proportional after the first response.</param>
public sealed record MemoryReport(Spread? InitRssBytes, Spread? InitPssBytes, Spread? PeakRssBytes, Spread? PssBytes);

/// <summary>One library.</summary>
public sealed record LibraryReport
{
    /// <summary>The distribution; <c>(python)</c> the standard library, <c>(function)</c> the function's own code.</summary>
    public required string Name { get; init; }

    /// <summary>Modules loaded in init.</summary>
    public required int Modules { get; init; }

    /// <summary>Own modules, ms.</summary>
    public required double SelfMs { get; init; }

    /// <summary>Own modules and what is nested in their loads, ms.</summary>
    public required double CumulativeMs { get; init; }

    /// <summary>What would not be loaded without it, ms.</summary>
    public required double ExclusiveMs { get; init; }

    /// <summary>Resident bytes of own modules.</summary>
    public required long ResidentBytes { get; init; }

    /// <summary>Python heap of own modules, bytes.</summary>
    public required long HeapBytes { get; init; }

    /// <summary>What would not be resident without it, bytes.</summary>
    public required long ExclusiveBytes { get; init; }

    /// <summary>Share of the invoke samples with a frame of it.</summary>
    public required double Utilisation { get; init; }

    /// <summary><c>used</c>, <c>rare</c>, <c>initOnly</c>, <c>notSeen</c> or <c>unknown</c>.</summary>
    public required string Use { get; init; }

    /// <summary>Events that reach it.</summary>
    public required IReadOnlyList<string> EventsReaching { get; init; }

    /// <summary>Share of all invocations that those make up.</summary>
    public required double EventShare { get; init; }

    /// <summary>Statements outside it that lead to it, the one that loaded it first at the front.</summary>
    public required IReadOnlyList<SourceLine> LoadedBy { get; init; }
}

/// <summary>One module.</summary>
public sealed record ModuleReport
{
    /// <summary>Load order, from 0.</summary>
    public required int Id { get; init; }

    /// <summary>Dotted name.</summary>
    public required string Name { get; init; }

    /// <summary>Its library.</summary>
    public required string Library { get; init; }

    /// <summary><c>init</c> or <c>invoke</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>Source file; null for built-in, frozen and namespace modules.</summary>
    public required string? File { get; init; }

    /// <summary>The module whose initialisation loaded it; null for none.</summary>
    public required int? Parent { get; init; }

    /// <summary>The statement that loaded it; null for none.</summary>
    public required SourceLine? LoadedBy { get; init; }

    /// <summary>True if loading raised an exception.</summary>
    public required bool Failed { get; init; }

    /// <summary>Own time without linking and collector, ms.</summary>
    public required double SelfMs { get; init; }

    /// <summary>Linking, ms.</summary>
    public required double LinkMs { get; init; }

    /// <summary>With nested loads, ms.</summary>
    public required double CumulativeMs { get; init; }

    /// <summary>What would not be loaded without it and all below it, ms.</summary>
    public required double ExclusiveMs { get; init; }

    /// <summary>Resident bytes of itself.</summary>
    public required long ResidentBytes { get; init; }

    /// <summary>Python heap of itself, bytes.</summary>
    public required long HeapBytes { get; init; }

    /// <summary>What would not be resident without it and all below it, bytes.</summary>
    public required long ExclusiveBytes { get; init; }

    /// <summary>Share of the invoke samples with a frame of its file.</summary>
    public required double Utilisation { get; init; }

    /// <summary>As for libraries, with everything below it by name.</summary>
    public required string Use { get; init; }

    /// <summary>Events that reach it or anything below it.</summary>
    public required IReadOnlyList<string> EventsReaching { get; init; }
}

/// <summary>One import statement.</summary>
/// <param name="File">Absolute path.</param>
/// <param name="Line">From 1.</param>
/// <param name="Module">The module that holds it.</param>
/// <param name="Targets">What it asked for.</param>
/// <param name="ExclusiveModules">Modules that would not be loaded without it.</param>
/// <param name="ExclusiveMs">Their time, ms.</param>
/// <param name="ExclusiveBytes">Their bytes.</param>
public sealed record StatementReport(
    string File, int Line, string Module, IReadOnlyList<string> Targets, int ExclusiveModules, double ExclusiveMs, long ExclusiveBytes);

/// <summary>What all findings save together.</summary>
/// <param name="PredictedSavingMs">Time, ms.</param>
/// <param name="PredictedSavingBytes">Bytes.</param>
public sealed record TogetherReport(double PredictedSavingMs, long PredictedSavingBytes);

/// <summary>How a pass ended.</summary>
/// <param name="Name">The pass.</param>
/// <param name="State"><c>done</c>, <c>failed</c> or <c>partial</c>.</param>
/// <param name="Reason">Why, if not done.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record PassReport(string Name, string State, string? Reason, double Seconds);
