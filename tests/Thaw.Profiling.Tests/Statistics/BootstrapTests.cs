using Thaw.Profiling.Statistics;

namespace Thaw.Profiling.Tests.Statistics;

public sealed class BootstrapTests
{
    [Fact]
    public void AGeometricMeanBalancesDoublingAndHalving()
    {
        Assert.Equal(1, GeometricMean.Of([2, 0.5]), 12);
        Assert.Equal(4, GeometricMean.Of([2, 8]), 12);
        Assert.Throws<ArgumentException>(() => GeometricMean.Of([]));
        Assert.Throws<ArgumentException>(() => GeometricMean.Of([1, 0]));
    }

    [Fact]
    public void TheRatioOfASuiteIsTheGeometricMeanOfTheRatiosOfMedians()
    {
        var estimate = Bootstrap.MedianRatio(
        [
            new PairedSeries([100, 110, 90, 100, 105], [200, 220, 180, 200, 210]),
            new PairedSeries([10, 11, 9, 10, 30], [5, 5.5, 4.5, 5, 15]),
        ]);

        Assert.Equal(1, estimate.Value, 12);
        Assert.Equal(1, estimate.Low!.Value, 12);
        Assert.Equal(1, estimate.High!.Value, 12);
    }

    [Fact]
    public void AnIntervalHoldsTheValueAndIsTheSameEveryTime()
    {
        double[] samples = [.. Enumerable.Range(0, 40).Select(i => 50 + 10 * Math.Sin(i))];

        var first = Bootstrap.Of(samples, Bootstrap.Median);
        var second = Bootstrap.Of(samples, Bootstrap.Median);

        Assert.Equal(first, second);
        Assert.InRange(first.Value, first.Low!.Value, first.High!.Value);
        Assert.True(first.Low < first.High);
    }

    [Fact]
    public void OneSampleHasNoInterval() => Assert.Equal(new Estimate(7, null, null), Bootstrap.Of([7], Bootstrap.Median));

    [Fact]
    public void AMedianOfDifferencesDoesNotSeeDrift()
    {
        double[] drift = [100, 120, 150, 190, 240, 300, 370];

        var saving = Bootstrap.MedianDifference(new PairedSeries(drift, [.. drift.Select(ms => ms - 10)]));

        Assert.Equal(new Estimate(10, 10, 10), saving);
    }

    [Fact]
    public void SeriesOfDifferentLengthAreRefused() =>
        Assert.Throws<ArgumentException>(() => new PairedSeries([1, 2], [1]));
}
