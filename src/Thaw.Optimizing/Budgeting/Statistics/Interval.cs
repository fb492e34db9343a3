namespace Thaw.Optimizing.Budgeting.Statistics;

/// <summary>An estimate with what it may be at most and at least.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Low">Lower bound.</param>
/// <param name="High">Upper bound.</param>
internal readonly record struct Interval(double Value, double Low, double High)
{
    /// <summary>Where the whole interval lies, seen from a limit.</summary>
    public BudgetVerdict Against(double limit) =>
        High <= limit ? BudgetVerdict.Within : Low > limit ? BudgetVerdict.Missed : BudgetVerdict.Undecided;

    /// <summary>All three changed alike; <paramref name="change"/> must not turn them round.</summary>
    public Interval Select(Func<double, double> change) => new(change(Value), change(Low), change(High));
}
