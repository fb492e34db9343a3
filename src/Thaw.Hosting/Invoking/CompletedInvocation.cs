using Thaw.Hosting.Instances;

namespace Thaw.Hosting.Invoking;

/// <summary>An invocation that has been answered, and how.</summary>
/// <param name="RequestId">Its id.</param>
/// <param name="Version">The version that ran.</param>
/// <param name="Answer">Result or error.</param>
/// <param name="Log">What was written.</param>
/// <param name="QueueMs">How long it waited for an instance, ms; with a cold start, that is all of it.</param>
/// <param name="ColdStart">The phases of the start that was made for it; null when there was none, or it failed.</param>
public sealed record CompletedInvocation(
    string RequestId, string Version, InvocationAnswer Answer, InvocationLog Log, double QueueMs, StartPhases? ColdStart)
{
    /// <summary>The instance's memory after the answer, bytes (PSS); null when nobody asked for it.</summary>
    public long? ProportionalBytes { get; init; }

    /// <summary>What is no part of a start or of an answer, ms: to forget its files before, and to measure the instance and return or end it after.</summary>
    public double AsideMs { get; init; }

    /// <summary>How it got its instance: the strategy of its cold start, or <c>warm</c>.</summary>
    public string Strategy => ColdStart?.Strategy ?? InvocationDemand.Warm;
}
