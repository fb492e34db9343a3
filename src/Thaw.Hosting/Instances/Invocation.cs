using System.Diagnostics;
using System.Text;
using Thaw.Hosting.Tracing;

namespace Thaw.Hosting.Instances;

/// <summary>One event on its way to a function.</summary>
/// <param name="RequestId">A UUID.</param>
/// <param name="Event">JSON, in UTF-8.</param>
/// <param name="Arn">The ARN that the caller named.</param>
public sealed record Invocation(string RequestId, ReadOnlyMemory<byte> Event, string Arn)
{
    /// <summary>What the caller said about itself, a JSON object, or null.</summary>
    public string? ClientContext { get; init; }

    /// <summary>To which trace the caller says that it belongs; null: to none.</summary>
    public ActivityContext? Caller { get; init; }

    /// <summary>The trace as the function gets to know it, in the form of <see cref="TraceHeaders.Amazon"/>; null: none.</summary>
    public string? TraceHeader { get; init; }

    /// <summary>What the caller wants to know or have beside the answer; null for the usual.</summary>
    public InvocationDemand? Demand { get; init; }
}

/// <summary>What a benchmark asks for.</summary>
/// <param name="Strategy">
/// Starts an instance in this way for this invocation alone, whatever is idle; it ends after it. Null, or <c>warm</c>: as usual.
/// </param>
/// <param name="Memory">Also measures the instance's memory after the answer, which takes some ms.</param>
/// <param name="ColdCache">Drops the function's code, layers and libraries from the page cache before.</param>
public sealed record InvocationDemand(string? Strategy, bool Memory, bool ColdCache)
{
    /// <summary>The strategy of an invocation that finds an idle instance.</summary>
    public const string Warm = "warm";

    /// <summary>Whether an instance is started for it alone.</summary>
    public bool IsAlone => Strategy is not (null or Warm);
}

/// <summary>The words that AWS uses for errors of which no handler knows.</summary>
public static class ErrorTypes
{
    /// <summary>The process ended.</summary>
    public const string Exit = "Runtime.ExitError";

    /// <summary>The process was killed because its memory ran out.</summary>
    public const string OutOfMemory = "Runtime.OutOfMemory";

    /// <summary>It took longer than the function's time-out.</summary>
    public const string TimedOut = "Sandbox.Timedout";

    /// <summary>The hooks that run after a restore took longer than they may.</summary>
    public const string RestoreTimedOut = "SnapStartTimeoutException";
}

/// <summary>How an invocation ended.</summary>
/// <param name="Payload">The result, or the error as <c>{errorMessage, errorType, …}</c>; JSON.</param>
/// <param name="IsError">Whether it is an error.</param>
/// <param name="ErrorType">For an error that ended the instance; null otherwise.</param>
/// <param name="DurationMs">From the event's way in to the answer, ms.</param>
public sealed record InvocationAnswer(ReadOnlyMemory<byte> Payload, bool IsError, string? ErrorType, double DurationMs)
{
    /// <summary>Stands in the errors of a start for the id of the invocation that had to wait for it. As long as one.</summary>
    internal const string NoRequest = "00000000-0000-0000-0000-000000000000";

    /// <summary>The error of a start, as the answer to an invocation.</summary>
    internal InvocationAnswer For(string requestId) => this with
    {
        Payload = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Payload.Span).Replace(NoRequest, requestId, StringComparison.Ordinal)),
    };
}

/// <summary>How an instance came to be.</summary>
/// <param name="Strategy">The way: <c>boot</c>.</param>
/// <param name="PrepareMs">Until code and interpreter were ready on the disk, ms.</param>
/// <param name="SandboxMs">Until its sandbox was there, ms.</param>
/// <param name="RuntimeMs">From there until the runtime's first line ran, ms.</param>
/// <param name="ImportMs">From there until the handler was imported, ms.</param>
public sealed record StartPhases(string Strategy, double PrepareMs, double SandboxMs, double RuntimeMs, double ImportMs)
{
    /// <summary>What AWS calls the init phase: runtime and import, ms.</summary>
    public double InitMs => RuntimeMs + ImportMs;
}
