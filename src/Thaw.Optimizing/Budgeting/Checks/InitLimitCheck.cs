using Thaw.Optimizing.Budgeting.Sampling;
using Thaw.Optimizing.Budgeting.Statistics;

namespace Thaw.Optimizing.Budgeting.Checks;

/// <summary>The median of init against a limit in ms.</summary>
/// <remarks>
/// A limit in ms is one for this machine. What was measured, disturbances included, can show that init is within it. To say that
/// it is over takes more: it must also be over when the disturbance is taken out, that is, without waiting for a processor that
/// other processes had, and with each start made shorter by as much as the reference beside it was longer than in its quickest
/// tenth.
/// </remarks>
internal static class InitLimitCheck
{
    private const double QuickShare = 0.1;

    /// <summary>Holds some pairs against a limit.</summary>
    public static BudgetCheck Of(IReadOnlyList<ColdStartPair> pairs, double limitMs, double error)
    {
        var measured = MedianInterval.Of([.. pairs.Select(pair => pair.FunctionWallMs)], error);
        var quick = QuickReferenceMs(pairs);
        var calm = MedianInterval.Of([.. pairs.Select(pair => pair.FunctionMs * quick / pair.ReferenceMs)], error);
        var verdict = measured.Against(limitMs);
        if (verdict == BudgetVerdict.Missed && calm.Low <= limitMs)
            verdict = BudgetVerdict.Undecided;
        return new BudgetCheck
        {
            Name = "init",
            Unit = "ms",
            Limit = limitMs,
            Value = measured.Value,
            Low = double.IsFinite(measured.Low) ? measured.Low : null,
            High = double.IsFinite(measured.High) ? measured.High : null,
            Verdict = verdict,
            Starts = pairs.Count,
            Remark = verdict == BudgetVerdict.Undecided ? Why(measured, limitMs, Disturbance(pairs)) : null,
        };
    }

    /// <summary>How many times longer the reference took in the middle than in its quickest tenth: 1 on a calm machine.</summary>
    public static double Disturbance(IReadOnlyList<ColdStartPair> pairs) =>
        Profiling.Statistics.Robust.Median([.. pairs.Select(pair => pair.ReferenceMs)]) / QuickReferenceMs(pairs);

    private static string Why(Interval measured, double limitMs, double disturbance) => measured.Value > limitMs
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"over only as long as the machine is disturbed: others had the processor, and the reference took {disturbance:F2} times what it takes in calm moments")
        : "too close to the limit to tell";

    private static double QuickReferenceMs(IReadOnlyList<ColdStartPair> pairs)
    {
        double[] sorted = [.. pairs.Select(pair => pair.ReferenceMs).Order()];
        return sorted[(int)(QuickShare * (sorted.Length - 1))];
    }
}
