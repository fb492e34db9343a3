namespace Thaw.Profiling.Statistics;

/// <summary>The mean for ratios: a function that doubles and one that halves cancel out.</summary>
public static class GeometricMean
{
    /// <summary>Of values above 0.</summary>
    /// <exception cref="ArgumentException">There are none, or one is not above 0.</exception>
    public static double Of(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0 || values.Any(value => !(value > 0)))
            throw new ArgumentException("a geometric mean needs values above 0", nameof(values));

        return Math.Exp(values.Average(Math.Log));
    }
}
