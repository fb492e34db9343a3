using Thaw.Profiling.Comparing;
using Thaw.Profiling.Statistics;

namespace Thaw.Profiling.Tests.Comparing;

public sealed class SpreadDifferenceTests
{
    [Theory]
    [InlineData(100, 100, "same")]
    [InlineData(100, 103, "same")]
    [InlineData(100, 120, "more")]
    [InlineData(100, 80, "less")]
    public void Only_what_lies_beyond_the_noise_is_a_difference(double before, double after, string verdict) =>
        Assert.Equal(verdict, SpreadDifference.Of("x", Around(before, 10), Around(after, 10)).Verdict);

    [Fact]
    public void A_sure_difference_below_one_percent_is_none() =>
        Assert.Equal("same", SpreadDifference.Of("x", Around(1000, 0.1), Around(1005, 0.1)).Verdict);

    [Fact]
    public void Few_runs_decide_nothing() =>
        Assert.Equal("undecided", SpreadDifference.Of("x", Spread.Of([1, 1, 1]), Spread.Of([9, 9, 9])).Verdict);

    [Fact]
    public void The_interval_covers_the_true_difference_as_often_as_it_says()
    {
        var random = new Random(7);
        var covered = 0;
        const int Trials = 400;
        for (var i = 0; i < Trials; i++)
        {
            var change = SpreadDifference.Of("x", Spread.Of(Draw(100)), Spread.Of(Draw(110)));
            covered += change.Low <= 10 && change.High >= 10 ? 1 : 0;
        }

        Assert.InRange(covered / (double)Trials, 0.93, 1);

        // Skewed as cold starts are: a floor and a long tail.
        double[] Draw(double median) => [.. Enumerable.Range(0, 12).Select(_ => median + (5 * (-Math.Log(1 - random.NextDouble()) - Math.Log(2))))];
    }

    private static Spread? Around(double median, double width) => Spread.Of([.. Enumerable.Range(-5, 11).Select(i => median + (i * width / 5))]);
}
