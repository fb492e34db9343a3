using Thaw.Pager.Statistics;

namespace Thaw.Pager.Tests.Statistics;

public sealed class ServiceTimesTests
{
    [Fact]
    public void A_quantile_is_off_by_at_most_an_eighth()
    {
        var random = new Random(3);
        var times = new ServiceTimes();
        var all = Enumerable.Range(0, 5000).Select(_ => (long)Math.Exp(random.NextDouble() * 25)).Order().ToList();
        all.ForEach(times.Add);
        foreach (var share in new[] { 0.001, 0.25, 0.5, 0.99, 1 })
        {
            var exact = all[(int)Math.Ceiling(share * all.Count) - 1];
            Assert.InRange(times.Quantile(share), exact, exact + (exact / 8) + 1);
        }
    }

    [Fact]
    public void Nothing_and_the_extremes_have_a_place()
    {
        var times = new ServiceTimes();
        Assert.Equal(0, times.Quantile(0.5));
        times.Add(-1);
        times.Add(long.MaxValue);
        Assert.Equal(0, times.Quantile(0.5));
        Assert.True(times.Quantile(1) > long.MaxValue / 2);
        var sum = new ServiceTimes();
        sum.Add(times);
        Assert.Equal(2, sum.Count);
    }
}
