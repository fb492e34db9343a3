using Thaw.Functions;
using Thaw.Hosting.Pools;

namespace Thaw.Hosting.Tests.Pools;

public sealed class IdleTimesTests
{
    [Theory]
    [InlineData(9, 60, null, null)]
    [InlineData(10, 60, 60, 79)]
    [InlineData(50, 1, 10, 10)]
    [InlineData(50, 0, 10, 10)]
    [InlineData(50, 3400, 3400, 3600)]
    [InlineData(50, 7200, 10, 10)]
    public void An_instance_is_kept_a_little_longer_than_the_usual_pause_within_bounds(int times, double seconds, int? least, int? most)
    {
        var learnt = After(Enumerable.Repeat(seconds, times)).KeepAlive?.TotalSeconds;
        Assert.Equal(least is null, learnt is null);
        if (learnt is { } kept)
            Assert.InRange(kept, least!.Value, most!.Value);
    }

    [Fact]
    public void One_pause_in_a_hundred_does_not_count_and_one_in_twenty_does()
    {
        Assert.InRange(After([.. Enumerable.Repeat(20.0, 199), 1000]).KeepAlive!.Value.TotalSeconds, 20, 27);
        Assert.InRange(After([.. Enumerable.Repeat(20.0, 190), .. Enumerable.Repeat(1000.0, 10)]).KeepAlive!.Value.TotalSeconds, 1000, 1310);
    }

    [Fact]
    public void What_was_long_ago_is_forgotten_and_overlapping_invocations_have_no_pause_between_them()
    {
        Assert.InRange(After([.. Enumerable.Repeat(1000.0, 400), .. Enumerable.Repeat(30.0, 10_000)]).KeepAlive!.Value.TotalSeconds, 30, 40);
        var times = new IdleTimes();
        for (var second = 0; second < 100; second++)
        {
            times.Begin(TimeSpan.FromSeconds(second));
            times.Begin(TimeSpan.FromSeconds(second));
            if (second > 0)
                times.End(TimeSpan.FromSeconds(second));
        }
        Assert.Null(times.KeepAlive);
    }

    [Theory]
    [InlineData("learnt", "learnt")]
    [InlineData("fixed:60s", "fixed:60s")]
    [InlineData("fixed:1.5", "fixed:1.5s")]
    [InlineData("600", "fixed:600s")]
    public void A_rule_is_read_and_written(string text, string written) => Assert.Equal(written, KeepAliveRule.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("fixed:")]
    [InlineData("fixed:0")]
    [InlineData("90000")]
    [InlineData("learned")]
    [InlineData("-5s")]
    public void What_is_no_rule_is_refused(string text) => Assert.Throws<FormatException>(() => KeepAliveRule.Parse(text));

    private static IdleTimes After(IEnumerable<double> pauses)
    {
        var (times, now) = (new IdleTimes(), TimeSpan.Zero);
        times.Begin(now);
        foreach (var pause in pauses)
        {
            times.End(now);
            times.Begin(now += TimeSpan.FromSeconds(pause));
        }
        return times;
    }
}
