namespace Thaw.Profiling.Recorder;

/// <summary>How many processes each pass takes, and under which conditions.</summary>
public sealed record RecorderOptions
{
    /// <summary>What a recording takes where nothing else is asked for.</summary>
    public static RecorderOptions Usual { get; } = new() { Steadying = TimeSpan.FromSeconds(10) };

    /// <summary>Cold processes of the baseline; raised to three for each planning event.</summary>
    public int Runs { get; init; } = 10;

    /// <summary>
    /// How long the baseline may go on beyond <see cref="Runs"/>, timed imports by turns with it, counted from its start;
    /// it ends at four times as many. Short cold starts vary by more than long ones, and cost little to repeat.
    /// </summary>
    public TimeSpan Steadying { get; init; }

    /// <summary>Processes whose module loads are timed, rounded up so that each event gets as many; the numbers are medians over them.</summary>
    public int TimedRuns { get; init; } = 7;

    /// <summary>Processes whose resident set is read around module loads.</summary>
    public int ResidentRuns { get; init; } = 3;

    /// <summary>Processes that are sampled; raised to one for each planning event.</summary>
    public int SampledRuns { get; init; } = 6;

    /// <summary>Invocations of an event in a baseline or sampled process, the first one included.</summary>
    public int InvocationsPerRun { get; init; } = 3;

    /// <summary>Ticks of the sampler a second, 1 to 1,000.</summary>
    public int SampleRatePerSecond { get; init; } = 250;

    /// <summary>True to compile the function and its libraries anew in every measured process.</summary>
    public bool ColdByteCode { get; init; }

    /// <summary>True to drop the function's files from the page cache before every baseline process.</summary>
    public bool ColdCache { get; init; }

    /// <summary>How long a process may take besides its invocations, 1 s or more; it is killed after it.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What an invocation may take beyond the function's own time-out, for the noise of the machine; above 0.</summary>
    public TimeSpan InvocationGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The passes to make beside the baseline: any of <c>imports</c>, <c>samples</c>, <c>usage</c>, <c>children</c>.</summary>
    public IReadOnlyList<string> Passes { get; init; } = ["imports", "samples", "usage"];
}

/// <summary>How far a recording has come.</summary>
/// <param name="Pass">The pass under way.</param>
/// <param name="Done">Processes of it that have ended.</param>
/// <param name="Total">Processes of it altogether.</param>
public readonly record struct RecorderProgress(string Pass, int Done, int Total);
