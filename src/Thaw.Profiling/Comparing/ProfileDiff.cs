using Thaw.Profiling.Statistics;

namespace Thaw.Profiling.Comparing;

/// <summary>What differs between two profiles: <c>thaw.diff</c>, version 1.</summary>
/// <remarks>The published form is <c>docs/schemas/diff.schema.json</c>. Times are ms, sizes bytes; a difference is the second
/// profile's value less the first one's, so more than 0 is worse.</remarks>
public sealed record ProfileDiff
{
    /// <summary>The schema's name.</summary>
    public const string SchemaName = "thaw.diff";

    /// <summary>Always <see cref="SchemaName"/>.</summary>
    public string Schema { get; init; } = SchemaName;

    /// <summary>Always 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The first profile.</summary>
    public required ComparedProfile Before { get; init; }

    /// <summary>The second profile.</summary>
    public required ComparedProfile After { get; init; }

    /// <summary>Phases of the cold start, ms, the whole first.</summary>
    public required IReadOnlyList<QuantityChange> Phases { get; init; }

    /// <summary>Memory, bytes.</summary>
    public required IReadOnlyList<QuantityChange> Memory { get; init; }

    /// <summary>How much times of single modules scatter, and what that was derived from.</summary>
    public required ModuleNoise Noise { get; init; }

    /// <summary>Modules that are newly, no longer, later or earlier loaded, by the statement that decides; the costliest first.</summary>
    public required IReadOnlyList<StatementChange> Statements { get; init; }

    /// <summary>Modules in both whose own time differs beyond the noise, the largest difference first.</summary>
    public required IReadOnlyList<ModuleChange> Modules { get; init; }

    /// <summary>Libraries that are loaded in init in only one of the two, by name.</summary>
    public required IReadOnlyList<LibraryChange> Libraries { get; init; }

    /// <summary>Findings that are in only one of the two, the costliest first.</summary>
    public required IReadOnlyList<FindingChange> Findings { get; init; }

    /// <summary>What makes the two hard to compare, one sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>One of the two profiles.</summary>
/// <param name="Source">The path or revision that the user named.</param>
/// <param name="Function">The function's name.</param>
/// <param name="Target">Handler, script or module.</param>
/// <param name="RecordedAt">When, UTC.</param>
/// <param name="Python">The interpreter's version.</param>
/// <param name="Runs">Cold processes of the baseline that count.</param>
public sealed record ComparedProfile(string Source, string Function, string Target, DateTimeOffset RecordedAt, string Python, int Runs);

/// <summary>A measured quantity in both profiles.</summary>
/// <param name="Name">Which, as the profile's JSON names it.</param>
/// <param name="Before">In the first; null where it was not measured.</param>
/// <param name="After">In the second.</param>
/// <param name="Difference">The difference of the medians; null where one is missing.</param>
/// <param name="Low">Lower end of the difference's 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Verdict"><c>more</c> or <c>less</c> beyond the noise, <c>same</c> within it, <c>undecided</c> with too few runs.</param>
public sealed record QuantityChange(
    string Name, Spread? Before, Spread? After, double? Difference, double? Low, double? High, string Verdict);

/// <summary>How far times of single modules can be trusted.</summary>
/// <param name="Ratio">What unchanged modules took in the second profile for 1 ms in the first: the machine's own drift; 1 with too few.</param>
/// <param name="ScatterMs">Typical difference (1 standard deviation) of a module of 1 ms after the drift is taken out; it grows with the root of the time.</param>
/// <param name="InitMs">What init as a whole can differ by from chance, ms: no single module that differs by less is called different.</param>
/// <param name="Modules">Modules in both profiles that this rests on.</param>
/// <param name="IsAssumed">True where these were too few and a cautious default stands in.</param>
public sealed record ModuleNoise(double Ratio, double ScatterMs, double InitMs, int Modules, bool IsAssumed);

/// <summary>A statement after which more or less is loaded.</summary>
public sealed record StatementChange
{
    /// <summary><c>added</c>, <c>removed</c>; <c>deferred</c> from init into an event, <c>advanced</c> from an event into init.</summary>
    public required string Change { get; init; }

    /// <summary>File of the statement, relative to the function's folder or the library's; null for loads by C code and the handler itself.</summary>
    public required string? File { get; init; }

    /// <summary>Its line, from 1, in the profile that has it; null as <see cref="File"/>.</summary>
    public required int? Line { get; init; }

    /// <summary>What it loads that differs: the outermost modules.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>Libraries of all that differs below it, the costliest first.</summary>
    public required IReadOnlyList<string> Libraries { get; init; }

    /// <summary>Modules that differ below it.</summary>
    public required int Modules { get; init; }

    /// <summary>What init pays for them more (less than 0: less), ms.</summary>
    public required double DifferenceMs { get; init; }

    /// <summary>The same in resident bytes.</summary>
    public required long DifferenceBytes { get; init; }
}

/// <summary>A module in both whose own time differs.</summary>
/// <param name="Name">Dotted name.</param>
/// <param name="Library">Its library.</param>
/// <param name="File">File of the statement that loads it; null for none.</param>
/// <param name="Line">Line of that statement in the second profile; null for none.</param>
/// <param name="BeforeMs">Own time and linking in the first.</param>
/// <param name="AfterMs">In the second.</param>
/// <param name="DifferenceMs">The difference after the drift is taken out.</param>
/// <param name="NoiseMs">Differences up to this are not called so.</param>
/// <param name="Verdict"><c>more</c> or <c>less</c>.</param>
public sealed record ModuleChange(
    string Name, string Library, string? File, int? Line, double BeforeMs, double AfterMs, double DifferenceMs, double NoiseMs, string Verdict);

/// <summary>A library in only one of the two.</summary>
/// <param name="Name">The distribution.</param>
/// <param name="Change"><c>added</c> or <c>removed</c>.</param>
/// <param name="Modules">Its modules in init.</param>
/// <param name="SelfMs">Their own time, ms.</param>
/// <param name="ResidentBytes">Their bytes.</param>
public sealed record LibraryChange(string Name, string Change, int Modules, double SelfMs, long ResidentBytes);

/// <summary>A finding in only one of the two.</summary>
/// <param name="Change"><c>added</c> or <c>removed</c>.</param>
/// <param name="Pattern">Its pattern.</param>
/// <param name="Target">What it is about.</param>
/// <param name="PredictedSavingMs">What its remedy was predicted to save, ms.</param>
public sealed record FindingChange(string Change, string Pattern, string Target, double PredictedSavingMs);
