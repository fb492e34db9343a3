using MathNet.Numerics.Distributions;
using Thaw.Profiling.Statistics;

namespace Thaw.Optimizing.Budgeting.Statistics;

/// <summary>The median with bounds from order statistics, which assume nothing on how the values are distributed.</summary>
internal static class MedianInterval
{
    /// <param name="values">At least one.</param>
    /// <param name="error">The probability on each side that the interval misses.</param>
    /// <returns>Unbounded on both sides where there are too few values for <paramref name="error"/>.</returns>
    /// <remarks>H. A. David, H. N. Nagaraja, "Order Statistics", 3rd ed., section 7.1.</remarks>
    public static Interval Of(IReadOnlyCollection<double> values, double error)
    {
        double[] sorted = [.. values.Order()];
        var median = Robust.Median(sorted);
        var rank = 0;
        for (var below = 0.0; (below += Binomial.PMF(0.5, sorted.Length, rank)) <= error; rank++)
        {
        }

        return rank == 0
            ? new Interval(median, double.NegativeInfinity, double.PositiveInfinity)
            : new Interval(median, sorted[rank - 1], sorted[^rank]);
    }
}
