using Thaw.Profiling.Statistics;

namespace Thaw.Profiling.Comparing;

/// <summary>The difference of two medians with its interval.</summary>
internal static class SpreadDifference
{
    /// <summary>Below this part of the first value a difference is called the same, however sure it is.</summary>
    private const double LeastShare = 0.01;

    /// <summary>Compares a quantity.</summary>
    /// <remarks>
    /// The interval recovers the variance of each median from the distance to the near end of its own interval:
    /// [d − √((b − bLow)² + (aHigh − a)²), d + √((bHigh − b)² + (a − aLow)²)] with d = b − a. G. Y. Zou, A. Donner, "Construction of
    /// confidence limits about effect measures", Statistics in Medicine 27 (2008). Where runs are too few for
    /// intervals of their own, nothing is decided.
    /// </remarks>
    public static QuantityChange Of(string name, Spread? before, Spread? after)
    {
        if (before is null || after is null)
        {
            return new QuantityChange(name, before, after, null, null, null, "undecided");
        }

        var difference = after.Median - before.Median;
        var low = difference - Math.Sqrt(Square(after.Median - after.Low) + Square(before.High - before.Median));
        var high = difference + Math.Sqrt(Square(after.High - after.Median) + Square(before.Median - before.Low));
        return new QuantityChange(name, before, after, difference, low, high, Verdict(before, after, low, high));
    }

    private static string Verdict(Spread before, Spread after, double low, double high)
    {
        if (!before.HasInterval || !after.HasInterval)
        {
            return "undecided";
        }

        var least = LeastShare * Math.Abs(before.Median);
        var difference = after.Median - before.Median;
        return low > 0 && difference > least ? "more" : high < 0 && difference < -least ? "less" : "same";
    }

    private static double Square(double value) => value * value;
}
