using Thaw.Functions;
using Thaw.Profiling.Statistics;

namespace Thaw.Optimizing.Measuring;

/// <summary>Turns pairs of cold starts into figures.</summary>
/// <remarks>
/// What depends on the event is estimated for each event and then weighed: the sum over the events of weight times
/// median. A median over the mixture would show the most frequent event alone, and a cost that moved into the first
/// invocation of a rare event would vanish.
/// </remarks>
internal sealed class GainEstimate(FunctionDefinition function, EventRotation rotation, IReadOnlyList<ColdStartPair> pairs)
{
    /// <summary>All figures.</summary>
    /// <param name="settled">Whether every interval is as narrow as wanted.</param>
    /// <param name="notes">What was left out.</param>
    public MeasuredGain ToGain(bool settled, IReadOnlyList<string> notes) => new()
    {
        InitMs = Plain(run => run.InitMs),
        FirstInvocationMs = rotation.Events.Count > 0 ? Weighed(run => run.FirstInvocationMs) : null,
        EndToEndMs = Weighed(run => run.EndToEndMs),
        PeakRssBytes = Weighed(run => run.PeakRssBytes),
        BilledMs = Weighed(run => run.InitMs + run.FirstInvocationMs),
        Events = [.. rotation.Events.Select((index, place) => OfEvent(index, rotation.ShareOf(place)))],
        Pairs = pairs.Count,
        Settled = settled,
        Notes = notes,
    };

    /// <summary>Half the width of the widest interval among init, end to end and peak memory, as a share of the ratio; null before there is one.</summary>
    /// <remarks>
    /// The first invocation alone is no part of it: a result in half a millisecond varies by more than the wanted
    /// precision whatever the number of runs; it is in end to end with the weight that it has.
    /// </remarks>
    public double? Precision()
    {
        double widest = 0;
        foreach (MeasuredPair pair in (MeasuredPair[])[Plain(run => run.InitMs), Weighed(run => run.EndToEndMs), Weighed(run => run.PeakRssBytes)])
        {
            if (pair.Ratio is not { Low: { } low, High: { } high, Value: > 0 and var value })
            {
                return null;
            }

            widest = Math.Max(widest, (high - low) / 2 / value);
        }

        return widest;
    }

    private MeasuredEvent OfEvent(int index, double share)
    {
        ColdStartPair[] own = [.. pairs.Where(pair => pair.Event == index)];
        return new MeasuredEvent(
            function.Events[index].Name, share, Compare([(1, Series(own, run => run.FirstInvocationMs))]), Compare([(1, Series(own, run => run.EndToEndMs))]));
    }

    private MeasuredPair Plain(Func<ColdStart, double> value) => Compare([(1, Series(pairs, value))]);

    private MeasuredPair Weighed(Func<ColdStart, double> value) => rotation.Events.Count == 0
        ? Plain(value)
        : Compare([.. rotation.Events.Select((index, place) =>
            (rotation.ShareOf(place), Series([.. pairs.Where(pair => pair.Event == index)], value)))]);

    private static PairedSeries Series(IReadOnlyCollection<ColdStartPair> some, Func<ColdStart, double> value) =>
        new([.. some.Select(pair => value(pair.Original))], [.. some.Select(pair => value(pair.Result))]);

    private static MeasuredPair Compare(IReadOnlyList<(double Weight, PairedSeries Series)> parts)
    {
        (double original, double result) = Bootstrap.WeighedMedians(parts);
        return new MeasuredPair(original, result, Bootstrap.WeighedMedianSpeedup(parts), Bootstrap.WeighedMedianSaving(parts));
    }
}
