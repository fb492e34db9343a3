namespace Thaw.Profiling.Recordings;

/// <summary>Cold processes without any instrumentation: the numbers that every other pass is held against.</summary>
/// <param name="Runs">One entry a process, in the order in which they ran; events rotate over them.</param>
public sealed record BaselinePass(IReadOnlyList<BaselineRun> Runs);

/// <summary>One cold process of the baseline.</summary>
public sealed record BaselineRun
{
    /// <summary>The event that this process got; null for scripts and modules, which get none.</summary>
    public required string? Event { get; init; }

    /// <summary>From spawning the process to the first line of Thaw's launcher inside it, ms.</summary>
    public required double InterpreterStartMs { get; init; }

    /// <summary>What Thaw's launcher itself took before the function's first line, ms.</summary>
    public required double LauncherMs { get; init; }

    /// <summary>Importing the handler's module, and through it everything it imports at load, ms.</summary>
    public required double InitMs { get; init; }

    /// <summary>The first invocation, event in, result out, ms; for scripts and modules 0.</summary>
    public required double FirstInvocationMs { get; init; }

    /// <summary>Later invocations of the same event in the same process, ms.</summary>
    public required IReadOnlyList<double> LaterInvocationsMs { get; init; }

    /// <summary>Resident set after init, bytes.</summary>
    public required long InitRssBytes { get; init; }

    /// <summary>Proportional set after init, bytes; 0 where the kernel does not tell.</summary>
    public required long InitPssBytes { get; init; }

    /// <summary>Peak resident set until the end of the first invocation, bytes.</summary>
    public required long PeakRssBytes { get; init; }

    /// <summary>Proportional set after the first invocation, bytes; 0 where the kernel does not tell.</summary>
    public required long PssBytes { get; init; }

    /// <summary>How the process ended.</summary>
    public required RunOutcome Outcome { get; init; }

    /// <summary>From spawning the process to the first response, ms.</summary>
    public double ColdStartMs => InterpreterStartMs + LauncherMs + InitMs + FirstInvocationMs;
}

/// <summary>How a process with the function ended.</summary>
/// <param name="Kind"><c>ok</c>, <c>import-error</c>, <c>error</c>, <c>exit</c>, <c>signal</c> or <c>timeout</c>.</param>
/// <param name="Message">One line for a person; null when <c>ok</c>.</param>
/// <param name="ResultSha256">Checksum of the result as canonical JSON; null where there is none.</param>
public sealed record RunOutcome(string Kind, string? Message, string? ResultSha256);
