using MathNet.Numerics.Distributions;

namespace Thaw.Optimizing.Budgeting.Statistics;

/// <summary>By how much the location of one sample is above that of another.</summary>
internal static class ShiftInterval
{
    /// <summary>
    /// What the ratio of function to reference differs by between two sessions without a cause in the function, as a standard
    /// deviation of its logarithm: other pages, other neighbours. More pairs do not make it smaller, so it is added to every
    /// comparison. `./bench budget` measures it (sessionScatter): 0.6 % over ten baselines with 20 sessions each, on two
    /// processors that others used as well.
    /// </summary>
    public const double SessionScatter = 0.006;

    /// <summary>Yuen's test as an interval, with Welch's degrees of freedom: the two may scatter differently.</summary>
    /// <param name="before">What is compared with.</param>
    /// <param name="after">What is compared.</param>
    /// <param name="error">The probability on each side that the interval misses, above 0, below 0.5.</param>
    public static Interval Of(TrimmedMean before, TrimmedMean after, double error)
    {
        var (a, b) = (before.StandardError * before.StandardError, after.StandardError * after.StandardError);
        var variance = a + b;
        var freedom = variance > 0 ? variance * variance / ((a * a / before.DegreesOfFreedom) + (b * b / after.DegreesOfFreedom)) : 1;
        var shift = after.Value - before.Value;
        // The scatter of sessions is known, not estimated, and takes no degrees of freedom.
        var sampling = StudentT.InvCDF(0, 1, freedom, 1 - error) * Math.Sqrt(variance);
        var session = Normal.InvCDF(0, 1, 1 - error) * SessionScatter;
        var half = Math.Sqrt((sampling * sampling) + (session * session));
        return new Interval(shift, shift - half, shift + half);
    }
}
