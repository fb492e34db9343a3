using Thaw.Optimizing.Budgeting;
using Thaw.Optimizing.Budgeting.Checks;
using Thaw.Optimizing.Budgeting.Sampling;

namespace Thaw.Optimizing.Tests.Budgeting;

public sealed class InitLimitCheckTests
{
    [Theory]
    [InlineData(1.0, 110, BudgetVerdict.Within)]
    [InlineData(1.0, 90, BudgetVerdict.Missed)]
    [InlineData(1.0, 100, BudgetVerdict.Undecided)]
    [InlineData(1.5, 110, BudgetVerdict.Undecided)] // over, but only because the machine is busy
    [InlineData(1.5, 90, BudgetVerdict.Missed)] // over on a calm machine too
    [InlineData(1.5, 200, BudgetVerdict.Within)]
    public void A_limit_in_ms_is_missed_only_if_it_would_be_on_a_calm_machine(double busy, double limitMs, BudgetVerdict verdict)
    {
        var check = InitLimitCheck.Of(Pairs(busy), limitMs, 0.01);

        Assert.Equal(verdict, check.Verdict);
        Assert.Equal((verdict == BudgetVerdict.Undecided), check.Remark is not null);
    }

    [Fact]
    public void Waiting_for_a_processor_is_no_reason_to_call_it_missed()
    {
        ColdStartPair[] pairs = [.. Enumerable.Range(0, 40).Select(i => new ColdStartPair(100 + (i % 5), 50, 190 + (i % 7)))];

        Assert.Equal(BudgetVerdict.Undecided, InitLimitCheck.Of(pairs, 150, 0.01).Verdict);
        Assert.Equal(BudgetVerdict.Missed, InitLimitCheck.Of(pairs, 95, 0.01).Verdict);
    }

    [Fact]
    public void The_disturbance_is_told_as_a_multiple_of_calm_moments() =>
        Assert.Equal(1.5, InitLimitCheck.Disturbance(Pairs(1.5)), 0.02);

    /// <summary>Starts of 100 ms beside a reference of 50 ms; most of them in moments in which everything takes <paramref name="busy"/> times as long.</summary>
    private static ColdStartPair[] Pairs(double busy) =>
    [
        .. Enumerable.Range(0, 60).Select(i =>
        {
            var slow = (i % 5 == 0 ? 1 : busy) * (1 + (0.002 * (i % 7)));
            return new ColdStartPair(100 * slow, 50 * slow, 100 * slow);
        }),
    ];
}
