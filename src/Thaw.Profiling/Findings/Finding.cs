using System.Text.Json.Serialization;
using Thaw.Profiling.Analysis.Graphs;

namespace Thaw.Profiling.Findings;

/// <summary>A line of source.</summary>
/// <param name="File">Absolute path.</param>
/// <param name="Line">From 1.</param>
public sealed record SourceLine(string File, int Line);

/// <summary>A library that goes with a finding.</summary>
/// <param name="Library">Its name.</param>
/// <param name="Ms">Its part of the exclusive cost, ms.</param>
/// <param name="Modules">How many of its modules go.</param>
public sealed record TakenLibrary(string Library, double Ms, int Modules);

/// <summary>One inefficiency of a cold start, with what removing it would save.</summary>
public sealed record Finding
{
    /// <summary>Stable name of the finding: pattern and a checksum of pattern and target.</summary>
    public required string Id { get; init; }

    /// <summary><c>C1</c> unused, <c>C2</c> rarely used, <c>C3</c> heavier than needed, <c>C4</c> avoidable, <c>setup</c> work at import that is not import.</summary>
    public required string Pattern { get; init; }

    /// <summary><c>library</c>, <c>module</c> or <c>setup</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Dotted module name; <c>package.*</c> for several small modules of a package; <c>file:line</c> for setup.</summary>
    public required string Target { get; init; }

    /// <summary>The library that the target belongs to.</summary>
    public required string Library { get; init; }

    /// <summary>The modules of a group; empty for a single target.</summary>
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>The statement that loaded it first; for setup the line itself. Null if C code loaded it.</summary>
    public required SourceLine? ImportedAt { get; init; }

    /// <summary>Other statements that lead to it: all of them have to change.</summary>
    public required IReadOnlyList<SourceLine> AlsoImportedAt { get; init; }

    /// <summary>The statements from the handler's module to the target, outermost first.</summary>
    public required IReadOnlyList<SourceLine> Chain { get; init; }

    /// <summary>Time in init that nothing else would spend, ms.</summary>
    public required double ExclusiveMs { get; init; }

    /// <summary>Resident bytes that nothing else would take.</summary>
    public required long ExclusiveBytes { get; init; }

    /// <summary>What the remedy saves of an average cold start, ms.</summary>
    public required double PredictedSavingMs { get; init; }

    /// <summary>What the remedy saves on average, bytes.</summary>
    public required long PredictedSavingBytes { get; init; }

    /// <summary>Names of the events that use it.</summary>
    public required IReadOnlyList<string> EventsReaching { get; init; }

    /// <summary>Share of all invocations that those events make up, 0 to 1.</summary>
    public required double EventShare { get; init; }

    /// <summary>Libraries that go with it, the costliest first.</summary>
    public required IReadOnlyList<TakenLibrary> Takes { get; init; }

    /// <summary>What to do, in words.</summary>
    public required string Remedy { get; init; }

    /// <summary>Why this is said, as sentences with numbers.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }

    /// <summary><c>high</c> or <c>medium</c>: how likely the remedy changes no result.</summary>
    public required string Confidence { get; init; }

    /// <summary>What the remedy cuts from the import graph; nothing for setup.</summary>
    [JsonIgnore]
    public ImportCuts Cuts { get; init; } = ImportCuts.None;
}
