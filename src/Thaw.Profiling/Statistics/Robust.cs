namespace Thaw.Profiling.Statistics;

/// <summary>Statistics that a few outliers don't move.</summary>
public static class Robust
{
    /// <summary>The middle value (mean of the two middle ones for an even count); NaN for none.</summary>
    public static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToArray();
        return MedianOfSorted(sorted);
    }

    /// <summary>Median absolute deviation from the median, not scaled; NaN for no values.</summary>
    /// <remarks>F. R. Hampel, "The Influence Curve and its Role in Robust Estimation", 1974.</remarks>
    public static double Mad(IReadOnlyList<double> values)
    {
        var median = Median(values);
        return MedianOfSorted(values.Select(value => Math.Abs(value - median)).Order().ToArray());
    }

    private static double MedianOfSorted(double[] sorted)
    {
        var middle = sorted.Length / 2;
        return sorted.Length switch
        {
            0 => double.NaN,
            var n when n % 2 == 1 => sorted[middle],
            _ => (sorted[middle - 1] + sorted[middle]) / 2,
        };
    }
}
