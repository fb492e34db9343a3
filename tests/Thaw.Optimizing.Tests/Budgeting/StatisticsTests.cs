using MathNet.Numerics.Distributions;
using Thaw.Optimizing.Budgeting;
using Thaw.Optimizing.Budgeting.Statistics;

namespace Thaw.Optimizing.Tests.Budgeting;

public sealed class StatisticsTests
{
    [Fact]
    public void The_trimmed_mean_and_its_error_are_those_of_Yuens_formula()
    {
        // Of eight values two go at either end; winsorized 3 3 3 4 6 7 7 7, mean 5, squares 4+4+4+1+1+4+4+4 = 26.
        var mean = TrimmedMean.Of([1, 2, 3, 4, 6, 7, 900, 1000]);

        Assert.Equal(5, mean.Value, 12);
        Assert.Equal(Math.Sqrt(26.0 / (4 * 3)), mean.StandardError, 12);
        Assert.Equal((3, 8), (mean.DegreesOfFreedom, mean.Count));
    }

    [Fact]
    public void The_median_has_no_bounds_where_there_are_too_few_values()
    {
        Assert.Equal(new Interval(2, double.NegativeInfinity, double.PositiveInfinity), MedianInterval.Of([1, 2, 3], 0.01));
        // Ten values: all of them above the median, or all but one, has probability 11/1024 = 1.07 %.
        Assert.Equal(new Interval(5.5, 1, 10), MedianInterval.Of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.0107));
        Assert.Equal(new Interval(5.5, 2, 9), MedianInterval.Of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.0108));
    }

    [Theory]
    [InlineData(0.0, BudgetVerdict.Missed, 0.01)]
    [InlineData(0.10, BudgetVerdict.Within, 0.01)]
    public void All_looks_together_are_wrong_no_more_often_than_promised(double regression, BudgetVerdict wrong, double most) =>
        Assert.InRange(Verdicts(regression).Count(verdict => verdict == wrong), 0, (int)(most * Trials));

    [Fact]
    public void At_the_limit_itself_either_verdict_is_as_rare_as_promised()
    {
        var verdicts = Verdicts(Limit);

        // Two standard errors of a share of 1 % in so many trials are allowed on top.
        var most = (int)(Trials * (Looks.ErrorOfAll + (2 * Math.Sqrt(Looks.ErrorOfAll / Trials))));
        Assert.InRange(verdicts.Count(verdict => verdict == BudgetVerdict.Missed), 0, most);
        Assert.InRange(verdicts.Count(verdict => verdict == BudgetVerdict.Within), 0, most);
    }

    [Fact]
    public void Twice_the_limit_is_found() =>
        Assert.InRange(Verdicts(0.10).Count(verdict => verdict == BudgetVerdict.Missed), (int)(0.95 * Trials), Trials);

    private const double Limit = 0.05;
    private const int Trials = 1500;

    /// <summary>Whole runs on made-up starts: a scatter of 8 %, and each tenth start delayed by up to twice its time.</summary>
    private static List<BudgetVerdict> Verdicts(double regression)
    {
#pragma warning disable CA5394 // Repeatable on purpose.
        var random = new Random(20260101);
        double Noise() => Normal.Sample(random, 0, 0.08) + (random.NextDouble() < 0.1 ? Math.Log(1 + (2 * random.NextDouble())) : 0);
#pragma warning restore CA5394
        double Pair(double shift) => shift + Noise() - Noise();
        return [.. Enumerable.Range(0, Trials).Select(_ =>
        {
            var before = TrimmedMean.Of([.. Enumerable.Range(0, 600).Select(_ => Pair(0))]);
            var after = new List<double>();
            foreach (var look in Looks.All)
            {
                while (after.Count < look.Pairs)
                    after.Add(Pair(Math.Log(1 + regression)));
                var verdict = ShiftInterval.Of(before, TrimmedMean.Of(after), look.Error).Select(shift => Math.Exp(shift) - 1).Against(Limit);
                if (verdict != BudgetVerdict.Undecided)
                    return verdict;
            }

            return BudgetVerdict.Undecided;
        })];
    }
}
