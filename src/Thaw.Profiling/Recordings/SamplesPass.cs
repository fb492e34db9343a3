namespace Thaw.Profiling.Recordings;

/// <summary>Call stacks over time, merged: what the analysis needs of <c>samples.bin</c>.</summary>
/// <remarks>
/// The file keeps every sample in order of time; reading merges them as they stream by, so that millions of
/// samples need memory only for the distinct stacks.
/// </remarks>
public sealed record SamplesPass
{
    /// <summary>Distinct frames (function and line).</summary>
    public required IReadOnlyList<SampleFrame> Frames { get; init; }

    /// <summary>The calling-context tree; a node's parent comes before it.</summary>
    public required IReadOnlyList<StackNode> Nodes { get; init; }

    /// <summary>Weights by node, phase, event and thread.</summary>
    public required IReadOnlyList<SampleWeight> Weights { get; init; }

    /// <summary>One entry for each sampled process and phase.</summary>
    public required IReadOnlyList<SampledPhase> Phases { get; init; }

    /// <summary>Names of the threads; index 0 is the main thread.</summary>
    public required IReadOnlyList<string> Threads { get; init; }
}

/// <summary>A function at a line.</summary>
/// <param name="File">Source file as the code object has it (<c>&lt;frozen importlib._bootstrap&gt;</c> for the import system).</param>
/// <param name="Function">Qualified name.</param>
/// <param name="Line">Line being executed, from 1; 0 if unknown.</param>
public readonly record struct SampleFrame(string File, string Function, int Line);

/// <summary>A node of the calling-context tree.</summary>
/// <param name="Parent">Index of the caller's node; -1 for an outermost frame.</param>
/// <param name="Frame">Index into the frames.</param>
public readonly record struct StackNode(int Parent, int Frame);

/// <summary>The weight of one stack in one phase.</summary>
/// <param name="Node">Index into the nodes: the innermost frame.</param>
/// <param name="Phase"><c>init</c> or <c>invoke</c>.</param>
/// <param name="Event">Index into <see cref="RecordingManifest.Events"/>; -1 in init and for scripts.</param>
/// <param name="Thread">Index into the threads.</param>
/// <param name="IsNative">True for time in C code under the frame (the interpreter could not take the tick at once).</param>
/// <param name="Samples">How many ticks.</param>
/// <param name="WallMs">Elapsed time, summed over all sampled processes, ms.</param>
/// <param name="CpuMs">The thread's CPU time, summed, ms; less than wall where it was blocked.</param>
public readonly record struct SampleWeight(
    int Node, string Phase, int Event, int Thread, bool IsNative, long Samples, double WallMs, double CpuMs);

/// <summary>What the sampler achieved in one phase of one process.</summary>
public sealed record SampledPhase
{
    /// <summary>Which sampled process, from 0.</summary>
    public required int Run { get; init; }

    /// <summary><c>init</c> or <c>invoke</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>Index of the event; -1 for init.</summary>
    public required int Event { get; init; }

    /// <summary>Length of the phase, ms.</summary>
    public required double WallMs { get; init; }

    /// <summary>Wall time that samples of the main thread account for, ms.</summary>
    public required double SampledMs { get; init; }

    /// <summary>Time in Thaw's own handler, left out of every share, ms.</summary>
    public required double AgentMs { get; init; }

    /// <summary>Ticks represented: ticks taken, plus those that fell into C code and were taken together after it.</summary>
    public required long Ticks { get; init; }

    /// <summary>Times the handler ran.</summary>
    public required long Handled { get; init; }

    /// <summary>Longest time between two ticks taken, ms.</summary>
    public required double LongestGapMs { get; init; }

    /// <summary>Why samples are missing (the function took the signal), or null.</summary>
    public required string? Loss { get; init; }
}
