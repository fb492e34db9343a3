using Thaw.Linux.Processes;

namespace Thaw.Python.Launching;

/// <summary>What one process with a function in it did: the record that every cold start in Thaw is described by.</summary>
public sealed record AgentRun
{
    /// <summary>Right before the process was spawned, CLOCK_MONOTONIC, ns.</summary>
    public required long SpawnedAtNs { get; init; }

    /// <summary>The launcher's first line inside the process, ns; 0 if it never got there.</summary>
    public required long FirstLineNs { get; init; }

    /// <summary>When the launcher was ready to import the handler, ns; 0 if it never got there.</summary>
    public required long ReadyNs { get; init; }

    /// <summary>The phases that ended, in order: one init, then the invocations.</summary>
    public required IReadOnlyList<AgentPhase> Phases { get; init; }

    /// <summary>Memory after init; null if the process did not get there.</summary>
    public required AgentMemory? InitMemory { get; init; }

    /// <summary>Memory after the first invocation; null if there was none.</summary>
    public required AgentMemory? InvocationMemory { get; init; }

    /// <summary>Results by event index, as JSON-like data or JSON text.</summary>
    public required IReadOnlyDictionary<int, AgentResult> Results { get; init; }

    /// <summary>The instrument's own records, by their tag; the last of a tag.</summary>
    public required IReadOnlyDictionary<string, object?[]> Records { get; init; }

    /// <summary>True if the agent reached its end and wrote its report.</summary>
    public required bool Complete { get; init; }

    /// <summary>How the process ended; null if Thaw killed it for taking too long.</summary>
    public required ChildExit? Exit { get; init; }

    /// <summary>When each tick was sent, ns; empty outside the samples mode.</summary>
    public required long[] TicksNs { get; init; }

    /// <summary>The last lines of what the process wrote to its standard error, at most 2,000 characters.</summary>
    public required string ErrorText { get; init; }

    /// <summary>The Python processes that this one and they started, in the order of their first lines; empty unless asked for.</summary>
    public IReadOnlyList<ChildRun> Children { get; init; } = [];

    /// <summary>From spawning to the launcher's first line, ms.</summary>
    public double InterpreterStartMs => (FirstLineNs - SpawnedAtNs) / 1e6;

    /// <summary>From the launcher's first line to the begin of the import of the handler, ms.</summary>
    public double LauncherMs => (ReadyNs - FirstLineNs) / 1e6;

    /// <summary>The init phase; null if it did not end.</summary>
    public AgentPhase? Init => Phases.Count > 0 && Phases[0].Name == "init" ? Phases[0] : null;

    /// <summary>How long init waited for a processor that others had, ms; 0 outside <see cref="AgentMode.Waits"/> and where the kernel does not tell.</summary>
    public double InitWaitMs => Records.TryGetValue("waits", out object?[]? record) && record[1] is object?[] { Length: > 0 } phases
        ? (long)phases[0]! / 1e6
        : 0;

    /// <summary>The invocations that ended, in order.</summary>
    public IEnumerable<AgentPhase> Invocations => Phases.Where(phase => phase.Name == "invoke");
}

/// <summary>One phase of a process.</summary>
/// <param name="Name"><c>init</c> or <c>invoke</c>.</param>
/// <param name="Event">Index of the event; -1 for init.</param>
/// <param name="StartNs">CLOCK_MONOTONIC, ns.</param>
/// <param name="EndNs">CLOCK_MONOTONIC, ns.</param>
/// <param name="Error">What was raised; null if nothing was.</param>
public sealed record AgentPhase(string Name, int Event, long StartNs, long EndNs, PythonError? Error)
{
    /// <summary>How long it took, ms.</summary>
    public double Ms => (EndNs - StartNs) / 1e6;
}

/// <summary>A Python exception.</summary>
/// <param name="Type">Its type's name.</param>
/// <param name="Message">Its text, at most 1,000 characters.</param>
/// <param name="Frames">Where it came through, outermost first.</param>
public sealed record PythonError(string Type, string Message, IReadOnlyList<PythonFrame> Frames);

/// <summary>A place in Python code.</summary>
/// <param name="File">Source file.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Function">Function name.</param>
public sealed record PythonFrame(string File, int Line, string Function);

/// <summary>Memory of the process at a moment.</summary>
/// <param name="RssBytes">Resident set, bytes.</param>
/// <param name="PeakRssBytes">Peak resident set until then, bytes.</param>
/// <param name="PssBytes">Proportional set, bytes; 0 where the kernel does not tell.</param>
public sealed record AgentMemory(long RssBytes, long PeakRssBytes, long PssBytes);

/// <summary>The result of an invocation.</summary>
/// <param name="Data">Plain data as the marshal reader gives it; null with <paramref name="Json"/> or <paramref name="Problem"/>.</param>
/// <param name="Json">JSON text, for results that hold more than plain built-in types.</param>
/// <param name="Problem">Why the result cannot be turned into JSON.</param>
public sealed record AgentResult(object? Data, string? Json, string? Problem);
