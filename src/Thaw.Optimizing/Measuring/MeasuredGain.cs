using Thaw.Profiling.Statistics;

namespace Thaw.Optimizing.Measuring;

/// <summary>What the edits gained: cold starts of the original and of the result, taking turns.</summary>
/// <remarks>Ratios are original over result: above 1, the result is better.</remarks>
public sealed record MeasuredGain
{
    /// <summary>Importing the handler, and through it everything that is imported at load, ms.</summary>
    public required MeasuredPair InitMs { get; init; }

    /// <summary>The first invocation, ms, over the events by their weights; null for functions without invocations.</summary>
    public required MeasuredPair? FirstInvocationMs { get; init; }

    /// <summary>From spawning the process to the first response, ms, over the events by their weights.</summary>
    public required MeasuredPair EndToEndMs { get; init; }

    /// <summary>Peak resident set until the first response, bytes.</summary>
    public required MeasuredPair PeakRssBytes { get; init; }

    /// <summary>Init plus first invocation, ms: what a platform bills.</summary>
    public required MeasuredPair BilledMs { get; init; }

    /// <summary>Each planning event; empty for functions without invocations.</summary>
    public required IReadOnlyList<MeasuredEvent> Events { get; init; }

    /// <summary>Cold starts of each.</summary>
    public required int Pairs { get; init; }

    /// <summary>True if every interval became as narrow as wanted; false if a limit came first.</summary>
    public required bool Settled { get; init; }

    /// <summary>What was left out, and why; one line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>One quantity on both.</summary>
/// <param name="Original">Median on the original, in the quantity's unit.</param>
/// <param name="Result">Median on the result, in the quantity's unit.</param>
/// <param name="Ratio">Original over result, with the 95 % interval.</param>
/// <param name="Saving">Original minus result, in the quantity's unit, with the 95 % interval.</param>
public sealed record MeasuredPair(double Original, double Result, Estimate Ratio, Estimate Saving);

/// <summary>One event's first invocation and whole cold start.</summary>
/// <param name="Name">The event.</param>
/// <param name="Weight">Its share of all events, 0 to 1.</param>
/// <param name="FirstInvocationMs">The first invocation, ms.</param>
/// <param name="EndToEndMs">From spawning the process to the first response, ms.</param>
public sealed record MeasuredEvent(string Name, double Weight, MeasuredPair FirstInvocationMs, MeasuredPair EndToEndMs);
