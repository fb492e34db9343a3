using Thaw.Linux.Processes;

namespace Thaw.Python.Launching;

/// <summary>One process to start with a function in it.</summary>
public sealed record LaunchRequest
{
    /// <summary>What the agent does.</summary>
    public AgentMode Mode { get; init; } = AgentMode.Baseline;

    /// <summary>Indices of the function's events, in the order in which to invoke it; ignored for scripts and modules.</summary>
    public IReadOnlyList<int> Invocations { get; init; } = [];

    /// <summary>True to have results sent back (of each event, the last one counts).</summary>
    public bool WantResults { get; init; }

    /// <summary>In <see cref="AgentMode.Edges"/>: also count heap bytes, which slows imports about fivefold.</summary>
    public bool CountHeap { get; init; }

    /// <summary>In <see cref="AgentMode.Usage"/>: also record what init runs, and which names module bodies read. Of interest once: it is the same in every process.</summary>
    public bool WholeInit { get; init; }

    /// <summary>In <see cref="AgentMode.Samples"/>: ticks a second.</summary>
    public int SampleRatePerSecond { get; init; } = 250;

    /// <summary>
    /// In <see cref="AgentMode.Samples"/>: the signal that ticks. Its default action must be to be ignored, so that
    /// a process that has not installed the handler yet, or that replaced itself by execv, does not die of it.
    /// </summary>
    public int Signal { get; init; } = Signals.Urgent;

    /// <summary>
    /// In <see cref="AgentMode.Probe"/>: a Python file whose <c>create(settings, output)</c> makes an instrument, an
    /// object with <c>begin(phase, event)</c>, <c>end()</c> and <c>report(output)</c>.
    /// </summary>
    public string? Probe { get; init; }

    /// <summary>In <see cref="AgentMode.Probe"/>: what the probe finds as <c>settings["arguments"]</c>, plain data.</summary>
    public IReadOnlyDictionary<string, object?> ProbeArguments { get; init; } = new Dictionary<string, object?>();

    /// <summary>The state of the byte code that the process finds.</summary>
    public ByteCodeState ByteCode { get; init; } = ByteCodeState.Warm;

    /// <summary>A Python file that is executed in the process before the function is imported; null for none.</summary>
    public string? Prelude { get; init; }

    /// <summary>Files to drop from the page cache before the start; empty to leave the cache alone.</summary>
    public IReadOnlyList<string> Evict { get; init; } = [];

    /// <summary>True to have the agent list the files that the process used, as the record <c>files</c>.</summary>
    public bool WantFiles { get; init; }

    /// <summary>True to have Python processes that this one starts record their start: <see cref="AgentRun.Children"/>.</summary>
    public bool FollowChildren { get; init; }

    /// <summary>Where its standard output goes, appended; null for nowhere.</summary>
    public string? StandardOutputPath { get; init; }

    /// <summary>Where its standard error goes, appended; null to keep only the end of it, in the run's record.</summary>
    public string? StandardErrorPath { get; init; }

    /// <summary>How long the process may take before it is killed.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long one invocation may take before the process is killed; null for as long as the process may.</summary>
    public TimeSpan? InvocationLimit { get; init; }
}

/// <summary>The state of compiled byte code when a process starts.</summary>
public enum ByteCodeState
{
    /// <summary>This run compiles and keeps what is missing; it is not measured.</summary>
    Priming,

    /// <summary>Compiled before; nothing is written.</summary>
    Warm,

    /// <summary>The standard library is compiled, the function and its libraries are not, and nothing is written.</summary>
    Cold,
}
