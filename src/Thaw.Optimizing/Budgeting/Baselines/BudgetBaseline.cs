namespace Thaw.Optimizing.Budgeting.Baselines;

/// <summary>What a function's cold start was once, for later comparisons: <c>thaw.baseline</c>, version 1.</summary>
/// <remarks>Times are ms, sizes bytes. The published form is <c>docs/schemas/baseline.schema.json</c>.</remarks>
public sealed record BudgetBaseline
{
    /// <summary>The schema's name.</summary>
    public const string SchemaName = "thaw.baseline";

    /// <summary>The version that this code writes, and the only one that it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Always <see cref="SchemaName"/>.</summary>
    public string Schema { get; init; } = SchemaName;

    /// <summary>The version of the format.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The version of Thaw that measured.</summary>
    public required string ThawVersion { get; init; }

    /// <summary>When it was measured, UTC.</summary>
    public required DateTimeOffset MeasuredAt { get; init; }

    /// <summary>The function's name.</summary>
    public required string Function { get; init; }

    /// <summary>What its figures depend on.</summary>
    public required MeasuredEnvironment Environment { get; init; }

    /// <summary>What the function was measured in turn with.</summary>
    public required BaselineReference Reference { get; init; }

    /// <summary>Init of the function without waiting for a processor that others had, ms, in order; the start of an index belongs to the same index of <see cref="ReferenceMs"/>.</summary>
    public required IReadOnlyList<double> InitMs { get; init; }

    /// <summary>Init of the reference in the same sense, ms, as many.</summary>
    public required IReadOnlyList<double> ReferenceMs { get; init; }

    /// <summary>Peak of the resident set by event.</summary>
    public required IReadOnlyList<EventMemory> Memory { get; init; }

    /// <summary>Modules that init loaded, in load order.</summary>
    public required IReadOnlyList<BaselineModule> Modules { get; init; }
}

/// <summary>The reference of a baseline.</summary>
/// <param name="Name">Of the work that it does.</param>
/// <param name="Rounds">How often it does it, above 0.</param>
public sealed record BaselineReference(string Name, int Rounds);

/// <summary>Peak of the resident set until the response to one event.</summary>
/// <param name="Event">The event's name; empty for scripts and modules.</param>
/// <param name="EventSha256">Checksum of the event's text; empty for scripts and modules.</param>
/// <param name="PeakBytes">Of each process, bytes.</param>
public sealed record EventMemory(string Event, string EventSha256, IReadOnlyList<long> PeakBytes);

/// <summary>A module that init loaded.</summary>
/// <param name="Name">Dotted name.</param>
/// <param name="Library">Its distribution; <c>(python)</c> the standard library, <c>(function)</c> the function's own code.</param>
/// <param name="Ms">Its own time with linking, ms.</param>
/// <param name="Bytes">Resident bytes that it gained.</param>
public sealed record BaselineModule(string Name, string Library, double Ms, long Bytes);
