using Thaw.Optimizing.Budgeting.Baselines;
using Thaw.Optimizing.Budgeting.Statistics;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Statistics;

namespace Thaw.Optimizing.Budgeting.Checks;

/// <summary>The peak of the resident set, of the event for which it is highest.</summary>
/// <remarks>
/// Memory hardly scatters and needs no reference. A verdict is given where all processes agree: three or more for each event, and
/// with a baseline each of them against each of those.
/// </remarks>
internal static class MemoryChecks
{
    /// <summary>Peaks by event, of the processes that came to a good end.</summary>
    public static IReadOnlyList<EventMemory> Measured(Recording recording)
    {
        var checksums = recording.Manifest.Events.ToDictionary(item => item.Name, item => item.Sha256, StringComparer.Ordinal);
        return
        [
            .. recording.Baseline.Runs.Where(run => run.Outcome.Kind == "ok" && run.PeakRssBytes > 0)
                .GroupBy(run => run.Event ?? "", StringComparer.Ordinal)
                .Select(group => new EventMemory(group.Key, checksums.GetValueOrDefault(group.Key, ""), [.. group.Select(run => run.PeakRssBytes)])),
        ];
    }

    /// <summary>Against a limit in bytes.</summary>
    public static BudgetCheck OfLimit(IReadOnlyList<EventMemory> memory, long limitBytes)
    {
        var worst = memory.MaxBy(item => Median(item.PeakBytes))!;
        var interval = new Interval(Median(worst.PeakBytes), memory.Max(item => item.PeakBytes.Min()), memory.Max(item => item.PeakBytes.Max()));
        return Check("memory", "bytes", limitBytes, interval, worst.PeakBytes.Count, worst.Event);
    }

    /// <summary>Against the same events of a baseline; null if they have no event in common.</summary>
    public static BudgetCheck? OfRegression(IReadOnlyList<EventMemory> memory, BudgetBaseline baseline, double limit)
    {
        var shares = memory.Join(
            baseline.Memory, item => (item.Event, item.EventSha256), item => (item.Event, item.EventSha256),
            (now, before) => (Now: now, Share: new Interval(
                (Median(now.PeakBytes) / Median(before.PeakBytes)) - 1,
                (now.PeakBytes.Min() / (double)before.PeakBytes.Max()) - 1,
                (now.PeakBytes.Max() / (double)before.PeakBytes.Min()) - 1))).ToArray();
        if (shares.Length == 0)
            return null;
        var worst = shares.MaxBy(pair => pair.Share.Value);
        var interval = new Interval(worst.Share.Value, shares.Max(pair => pair.Share.Low), shares.Max(pair => pair.Share.High));
        return Check("memoryRegression", "share", limit, interval, worst.Now.PeakBytes.Count, worst.Now.Event);
    }

    private static BudgetCheck Check(string name, string unit, double limit, Interval interval, int starts, string @event)
    {
        var verdict = interval.Against(limit);
        return new BudgetCheck
        {
            Name = name,
            Unit = unit,
            Limit = limit,
            Value = interval.Value,
            Low = interval.Low,
            High = interval.High,
            Verdict = verdict,
            Starts = starts,
            Remark = verdict == BudgetVerdict.Undecided ? "the processes do not agree: too close to the limit to tell"
                : @event.Length > 0 ? $"highest for event {@event}" : null,
        };
    }

    private static double Median(IReadOnlyList<long> bytes) => Robust.Median([.. bytes.Select(value => (double)value)]);
}
