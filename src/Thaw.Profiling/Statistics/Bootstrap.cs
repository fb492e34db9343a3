using MathNet.Numerics.Statistics;

namespace Thaw.Profiling.Statistics;

/// <summary>Percentile bootstrap: how a statistic varies when the runs are drawn again from those that were made.</summary>
/// <remarks>
/// Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13. 2,000 draws settle the ends of a 95 %
/// interval to about a tenth of its width. The generator starts from a fixed seed, so that the same samples always
/// give the same interval.
/// </remarks>
public static class Bootstrap
{
    private const int Draws = 2000;
    private const int Seed = 20250131;

    /// <summary>The median, to be given to <see cref="Of"/>.</summary>
    public static double Median(double[] samples) => samples.Median();

    /// <summary>Of a statistic of one series.</summary>
    public static Estimate Of(double[] samples, Func<double[], double> statistic) =>
        Run(random => statistic(Draw(samples, random)), statistic(samples), samples.Length > 1);

    /// <summary>The geometric mean over functions of the ratio of two medians.</summary>
    /// <param name="functions">For each function the two series; runs of the same index were made one after the other.</param>
    /// <exception cref="ArgumentException">There is no function, or one of them has no runs or unequally many.</exception>
    public static Estimate MedianRatio(IReadOnlyList<PairedSeries> functions) => Run(
        random => GeometricMean.Of([.. functions.Select(series => series.Draw(random).MedianRatio)]),
        GeometricMean.Of([.. functions.Select(series => series.MedianRatio)]),
        functions.Any(series => series.Length > 1));

    /// <summary>The median over the rounds of reference minus measured, in their unit.</summary>
    public static Estimate MedianDifference(PairedSeries series) =>
        Run(random => series.Draw(random).MedianDifference, series.MedianDifference, series.Length > 1);

    /// <summary>Sums of weight times median: of the references, and of what was measured.</summary>
    /// <param name="parts">Series, such as one for each event, with their weights.</param>
    public static (double Reference, double Measured) WeighedMedians(IReadOnlyList<(double Weight, PairedSeries Series)> parts) =>
        (parts.Sum(part => part.Weight * part.Series.Reference.Median()), parts.Sum(part => part.Weight * part.Series.Measured.Median()));

    /// <summary>The ratio of these sums, reference over measured: above 1, what was measured is smaller.</summary>
    /// <param name="parts">Series with their weights; rounds are drawn within each.</param>
    public static Estimate WeighedMedianSpeedup(IReadOnlyList<(double Weight, PairedSeries Series)> parts) =>
        OfMedians(parts, medians => medians.Reference / medians.Measured);

    /// <summary>Their difference, reference minus measured, in their unit.</summary>
    /// <param name="parts">Series with their weights; rounds are drawn within each.</param>
    public static Estimate WeighedMedianSaving(IReadOnlyList<(double Weight, PairedSeries Series)> parts) =>
        OfMedians(parts, medians => medians.Reference - medians.Measured);

    private static Estimate OfMedians(
        IReadOnlyList<(double Weight, PairedSeries Series)> parts, Func<(double Reference, double Measured), double> statistic) => Run(
        random => statistic(WeighedMedians([.. parts.Select(part => (part.Weight, part.Series.Draw(random)))])),
        statistic(WeighedMedians(parts)),
        parts.Any(part => part.Series.Length > 1));

    private static double[] Draw(double[] samples, Random random)
    {
        var drawn = new double[samples.Length];
        for (int i = 0; i < drawn.Length; i++)
            drawn[i] = samples[random.Next(samples.Length)];

        return drawn;
    }

    private static Estimate Run(Func<Random, double> draw, double value, bool varies)
    {
        if (!varies)
            return Estimate.Exact(value);

        // Not for secrets: a repeatable sequence is what is wanted.
#pragma warning disable CA5394
        var random = new Random(Seed);
#pragma warning restore CA5394
        var draws = new double[Draws];
        for (int i = 0; i < Draws; i++)
            draws[i] = draw(random);

        Array.Sort(draws);
        return new Estimate(
            value, SortedArrayStatistics.Quantile(draws, 0.025), SortedArrayStatistics.Quantile(draws, 0.975));
    }
}
