using Thaw.Lab.Machines;

namespace Thaw.Lab.Benchmarks;

/// <summary>What a benchmark found; docs/schemas/bench.schema.json describes its JSON.</summary>
public sealed record BenchReport
{
    /// <summary>Always <c>thaw.bench</c>.</summary>
    public string Schema { get; init; } = "thaw.bench";

    /// <summary>The version of the format.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The version of Thaw that measured.</summary>
    public required string ThawVersion { get; init; }

    /// <summary>When it began, UTC.</summary>
    public required DateTimeOffset MeasuredAt { get; init; }

    /// <summary>How long it took, s.</summary>
    public required double Seconds { get; init; }

    /// <summary>The machine on which the client ran; on loopback that is the host's, too.</summary>
    public required MachineDescription Machine { get; init; }

    /// <summary>The function's name.</summary>
    public required string Function { get; init; }

    /// <summary>Its runtime, as <c>python3.11</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>Its memory, MB.</summary>
    public required int MemoryMb { get; init; }

    /// <summary>How many invocations ran at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Whether its code, layers and libraries were dropped from the page cache before each start.</summary>
    public required bool ColdCache { get; init; }

    /// <summary>One for each strategy, in the order in which they were asked for.</summary>
    public required IReadOnlyList<StrategyResult> Results { get; init; }
}

/// <summary>What was found of one strategy. Intervals are of 95 %, low and high; null where there is one sample.</summary>
public sealed record StrategyResult
{
    /// <summary>Its name: <c>boot</c>, <c>warm</c>.</summary>
    public required string Strategy { get; init; }

    /// <summary>How many invocations.</summary>
    public required int N { get; init; }

    /// <summary>The median of what a caller waits, ms.</summary>
    public required double P50Ms { get; init; }

    /// <summary>Its interval, ms.</summary>
    public required IReadOnlyList<double>? P50IntervalMs { get; init; }

    /// <summary>What nine of ten callers wait at most, ms.</summary>
    public required double P90Ms { get; init; }

    /// <summary>Its interval, ms.</summary>
    public required IReadOnlyList<double>? P90IntervalMs { get; init; }

    /// <summary>What 99 of 100 callers wait at most, ms.</summary>
    public required double P99Ms { get; init; }

    /// <summary>Its interval, ms.</summary>
    public required IReadOnlyList<double>? P99IntervalMs { get; init; }

    /// <summary>Medians of the phases, ms, by name and in order.</summary>
    public required IReadOnlyDictionary<string, double> Phases { get; init; }

    /// <summary>The median of an instance's memory after the answer, bytes (PSS: of a page that instances share each its part).</summary>
    public required double PssBytes { get; init; }

    /// <summary>Its median over that of <c>boot</c>; null where boot was not measured.</summary>
    public required double? RatioToBoot { get; init; }

    /// <summary>Its interval.</summary>
    public required IReadOnlyList<double>? RatioToBootInterval { get; init; }

    /// <summary>What each caller waited, ms, in the order of the runs.</summary>
    public required IReadOnlyList<double> SamplesMs { get; init; }
}
