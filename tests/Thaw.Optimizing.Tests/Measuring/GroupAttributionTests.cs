using Thaw.Optimizing.Measuring;
using Thaw.Optimizing.Tests.Verification;
using Thaw.Profiling.Statistics;

namespace Thaw.Optimizing.Tests.Measuring;

public sealed class GroupAttributionTests
{
    [Theory]
    [InlineData(8.0, 12.0, GainVerdict.There)]
    [InlineData(1.0, 12.0, GainVerdict.Undecided)]
    [InlineData(-1.0, 1.0, GainVerdict.Absent)]
    [InlineData(null, null, GainVerdict.Undecided)]
    public void The_interval_decides(double? low, double? high, GainVerdict expected) =>
        Assert.Equal(expected, GroupAttribution.Judge(new Estimate(5, low, high), 10));

    [Fact]
    public void A_group_whose_work_is_gone_and_one_that_does_nothing_are_told_apart()
    {
        const string fast = "def handler(event, context):\n    return 1\n";
        const string slow = "total = sum(number * number for number in range(3_000_000))\n" + fast;
        using var useful = new FunctionPair(
            new Dictionary<string, string> { ["handler.py"] = slow }, new Dictionary<string, string> { ["handler.py"] = fast });
        using var useless = new FunctionPair(
            new Dictionary<string, string> { ["handler.py"] = fast }, new Dictionary<string, string> { ["handler.py"] = fast });

        IReadOnlyList<GroupGain> gains = GroupAttribution.Measure(
            useful.Result, 1,
            [new EditGroup("useful", 50, useful.Original), new EditGroup("useless", 50, useless.Original)],
            new MeasureOptions { LeastPairs = 6, MostPairs = 6 }, CancellationToken.None);

        Assert.Equal([GainVerdict.There, GainVerdict.Absent], gains.Select(gain => gain.Verdict));
    }
}
