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
        const string slow = "import time\ntime.sleep(0.4)\n" + fast;
        using var useful = new FunctionPair(
            new Dictionary<string, string> { ["handler.py"] = slow }, new Dictionary<string, string> { ["handler.py"] = fast });
        using var useless = new FunctionPair(
            new Dictionary<string, string> { ["handler.py"] = fast }, new Dictionary<string, string> { ["handler.py"] = fast });

        IReadOnlyList<GroupGain> gains = GroupAttribution.Measure(
            useful.Result, 1,
            [new EditGroup("useful", 400, useful.Original), new EditGroup("useless", 400, useless.Original)],
            new MeasureOptions { LeastPairs = 6, MostPairs = 6 }, CancellationToken.None);

        // On a machine that is not calm, what does nothing may stay undecided.
        Assert.Equal(GainVerdict.There, gains[0].Verdict);
        Assert.NotEqual(GainVerdict.There, gains[1].Verdict);
        Assert.True(gains[1].InitMs.Saving.Value < gains[0].InitMs.Saving.Value);
    }
}
