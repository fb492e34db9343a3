using Thaw.Profiling.Statistics;

namespace Thaw.Profiling.Tests.Statistics;

public class SpreadTests
{
    [Fact]
    public void Median_and_mad_of_known_values()
    {
        Assert.Equal(2, Robust.Median([3, 1, 2]));
        Assert.Equal(2.5, Robust.Median([4, 1, 2, 3]));
        Assert.Equal(1, Robust.Mad([1, 2, 3, 4, 100]));
        Assert.True(double.IsNaN(Robust.Median([])));
        Assert.Null(Spread.Of([]));
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(6, 1)]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    [InlineData(10, 2)]
    [InlineData(20, 6)]
    [InlineData(50, 18)]
    [InlineData(100, 40)]
    public void The_interval_takes_the_tabulated_ranks(int count, int rank) => Assert.Equal(rank, Spread.IntervalRank(count));

    [Fact]
    public void Few_values_give_their_range_and_say_so()
    {
        var spread = Spread.Of([5, 1, 3])!;
        Assert.Equal((1, 5, false), (spread.Low, spread.High, spread.HasInterval));
    }

    [Fact]
    public void The_interval_covers_the_median_as_often_as_it_says()
    {
        var random = new Random(7);
        var covered = 0;
        for (var i = 0; i < 2000; i++)
        {
            var spread = Spread.Of([.. Enumerable.Range(0, 10).Select(_ => Math.Pow(random.NextDouble(), 3))])!;
            covered += spread.Low <= 0.125 && spread.High >= 0.125 ? 1 : 0;
        }

        Assert.InRange(covered / 2000.0, 0.95, 1);
    }
}
