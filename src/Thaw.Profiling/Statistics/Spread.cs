namespace Thaw.Profiling.Statistics;

/// <summary>A measured quantity: its median, and how far to trust it.</summary>
/// <param name="Median">Median, in the unit of the values.</param>
/// <param name="Mad">Median absolute deviation, not scaled.</param>
/// <param name="Low">Lower end of the interval for the median.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="Count">How many values.</param>
public sealed record Spread(double Median, double Mad, double Low, double High, int Count)
{
    /// <summary>The confidence that the interval aims for.</summary>
    public const double Confidence = 0.95;

    /// <summary>The fewest values whose extremes cover the median with <see cref="Confidence"/>: 2·0.5^6 = 3.1 %.</summary>
    public const int FewestForInterval = 6;

    /// <summary>True if the interval covers with <see cref="Confidence"/>; otherwise it is just lowest to highest.</summary>
    public bool HasInterval => Count >= FewestForInterval;

    /// <summary>Computes all of it; null for no values.</summary>
    /// <remarks>
    /// The interval comes from order statistics: between the k-th lowest and the k-th highest value lies the median
    /// unless fewer than k values fall on one side, which has probability 2·P(Binomial(n, ½) &lt; k). No assumption on
    /// the distribution. H. A. David, H. N. Nagaraja, "Order Statistics", 3rd ed., section 7.1.
    /// </remarks>
    public static Spread? Of(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            return null;
        }

        var sorted = values.Order().ToArray();
        var k = IntervalRank(sorted.Length);
        return new Spread(Robust.Median(sorted), Robust.Mad(sorted), sorted[k - 1], sorted[^k], sorted.Length);
    }

    /// <summary>The largest k (from 1) for which the interval between the k-th lowest and the k-th highest still covers.</summary>
    internal static int IntervalRank(int count)
    {
        var below = 0.0;
        var k = 0;
        for (; k < (count + 1) / 2; k++)
        {
            below += MathNet.Numerics.Distributions.Binomial.PMF(0.5, count, k);
            if (2 * below > 1 - Confidence)
            {
                break;
            }
        }

        return Math.Max(1, k);
    }
}
