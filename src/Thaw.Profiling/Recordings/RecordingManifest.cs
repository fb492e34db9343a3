namespace Thaw.Profiling.Recordings;

/// <summary>What a recording is of, under which conditions it was made, and which files hold its passes.</summary>
/// <remarks>
/// Stored as <c>manifest.json</c> in the recording's folder. Environment values and event values are never in
/// it: events are named and identified by checksum, environment variables are listed by name.
/// </remarks>
public sealed record RecordingManifest
{
    /// <summary>The schema name in <c>manifest.json</c>.</summary>
    public const string SchemaName = "thaw.recording";

    /// <summary>The format version that this code writes. 2 added the names that were read to the usage pass.</summary>
    public const int CurrentVersion = 2;

    /// <summary>The oldest format version that this code reads.</summary>
    public const int OldestVersion = 1;

    /// <summary>Always <see cref="SchemaName"/>.</summary>
    public string Schema { get; init; } = SchemaName;

    /// <summary>The format version of the whole folder.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The version of Thaw that recorded.</summary>
    public required string ThawVersion { get; init; }

    /// <summary>When recording ended, UTC.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The function.</summary>
    public required RecordedFunction Function { get; init; }

    /// <summary>The interpreter that ran it.</summary>
    public required RecordedPython Python { get; init; }

    /// <summary>Cache states and counts that the numbers depend on.</summary>
    public required RecordedConditions Conditions { get; init; }

    /// <summary>Every event, the held-out ones included, in the order of the function's definition.</summary>
    public required IReadOnlyList<RecordedEvent> Events { get; init; }

    /// <summary>The distributions that the function could see.</summary>
    public required IReadOnlyList<RecordedDistribution> Distributions { get; init; }

    /// <summary>Every pass that was asked for, whether or not it ended well.</summary>
    public required IReadOnlyList<RecordedPass> Passes { get; init; }
}

/// <summary>The identity of the recorded function.</summary>
/// <param name="Name">Its name, by default that of its folder.</param>
/// <param name="Kind"><c>handler</c>, <c>script</c> or <c>module</c>.</param>
/// <param name="Target">The handler <c>module.callable</c>, the script's file, or the module's name.</param>
/// <param name="Root">The folder of the function's own code, absolute.</param>
/// <param name="EnvironmentNames">Names of the variables that the definition sets; values are not recorded.</param>
public sealed record RecordedFunction(
    string Name, string Kind, string Target, string Root, IReadOnlyList<string> EnvironmentNames);

/// <summary>The interpreter of a recording.</summary>
/// <param name="Executable">The interpreter's absolute path as the operator named it.</param>
/// <param name="Version">For example <c>3.11.2</c>.</param>
/// <param name="Implementation">For example <c>cpython</c>.</param>
/// <param name="HasMonitoring">True from 3.12 on: <c>sys.monitoring</c> counted calls; otherwise <c>sys.setprofile</c> did.</param>
/// <param name="StandardLibrary">The folder of the standard library.</param>
public sealed record RecordedPython(
    string Executable, string Version, string Implementation, bool HasMonitoring, string StandardLibrary);

/// <summary>The conditions under which the passes ran.</summary>
/// <param name="ByteCode"><c>warm</c>: compiled before the measured runs; <c>cold</c>: compiled by every run.</param>
/// <param name="PageCache"><c>warm</c>: files were read before; <c>cold</c>: the function's files were evicted before each run.</param>
/// <param name="Runs">Cold processes of the baseline pass.</param>
/// <param name="SampleRatePerSecond">Ticks a second asked of the sampler.</param>
/// <param name="Kernel">Kernel release.</param>
/// <param name="Processors">Processors that the runs could use.</param>
public sealed record RecordedConditions(
    string ByteCode, string PageCache, int Runs, int SampleRatePerSecond, string Kernel, int Processors);

/// <summary>One event, without its value.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Weight">How often it occurs, relative to the others; above 0.</param>
/// <param name="WeightIsAssumed">True where no weight was given and all events count the same.</param>
/// <param name="Holdout">True if no planning step may use it: it is left out of every pass.</param>
/// <param name="Sha256">Checksum of the event's text, hexadecimal.</param>
public sealed record RecordedEvent(string Name, double Weight, bool WeightIsAssumed, bool Holdout, string Sha256);

/// <summary>An installed distribution.</summary>
/// <param name="Name">Its name as its metadata has it.</param>
/// <param name="Version">Its version, or an empty string where there is no metadata.</param>
/// <param name="TopLevel">Top-level modules that it brings.</param>
public sealed record RecordedDistribution(string Name, string Version, IReadOnlyList<string> TopLevel);

/// <summary>One pass and its file.</summary>
/// <param name="Name"><c>baseline</c>, <c>imports</c>, <c>samples</c> or <c>usage</c>.</param>
/// <param name="State"><c>done</c>, <c>failed</c> or <c>partial</c>.</param>
/// <param name="Reason">Why it failed or is partial, one line; null when done.</param>
/// <param name="File">Its file, relative to the recording's folder; null when there is none.</param>
/// <param name="Bytes">Size of the file, bytes.</param>
/// <param name="Sha256">Checksum of the file, hexadecimal; null when there is no file.</param>
/// <param name="Seconds">How long the pass took.</param>
public sealed record RecordedPass(
    string Name, string State, string? Reason, string? File, long Bytes, string? Sha256, double Seconds);
