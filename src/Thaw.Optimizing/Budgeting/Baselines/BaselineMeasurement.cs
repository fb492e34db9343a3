using Thaw.Optimizing.Budgeting.Sampling;
using Thaw.Optimizing.Budgeting.Statistics;

namespace Thaw.Optimizing.Budgeting.Baselines;

/// <summary>How long a baseline is measured: everything that is compared with it later rests on it.</summary>
internal static class BaselineMeasurement
{
    /// <summary>The fewest pairs of a baseline.</summary>
    public const int FewestPairs = 40;

    private const int MostPairs = 600;

    /// <summary>
    /// The standard error of the logarithm of the ratio that is good enough: with one like it on the other side, a difference of
    /// 5 % is seven of them, which is what both kinds of error of <see cref="Looks"/> together need and a half more.
    /// </summary>
    private const double GoodEnough = 0.005;

    /// <summary>Adds pairs until the baseline is good enough, or a limit is reached.</summary>
    public static void Run(PairedStarts starts, Deadline deadline, Action<int, int> progress, CancellationToken cancellation)
    {
        while (starts.Pairs.Count < FewestPairs || (!IsGoodEnough(starts) && starts.Pairs.Count < MostPairs && !deadline.IsOver))
        {
            starts.Add(cancellation);
            progress(starts.Pairs.Count, MostPairs);
        }
    }

    private static bool IsGoodEnough(PairedStarts starts) =>
        starts.Pairs.Count % 10 == 0 && TrimmedMean.Of([.. starts.Pairs.Select(pair => pair.LogRatio)]).StandardError <= GoodEnough;
}
