using Thaw.Optimizing.Budgeting.Baselines;
using Thaw.Optimizing.Budgeting.Sampling;
using Thaw.Optimizing.Budgeting.Statistics;

namespace Thaw.Optimizing.Budgeting.Checks;

/// <summary>Init, as a multiple of the reference, against what it was in the baseline.</summary>
internal sealed class InitRegressionCheck
{
    private readonly TrimmedMean _before;
    private readonly double _limit;
    private readonly string? _whyNot;

    /// <param name="baseline">What is compared with.</param>
    /// <param name="limit">The regression that is let pass, as a share.</param>
    /// <param name="whyNot">Why times cannot be compared; null if they can.</param>
    public InitRegressionCheck(BudgetBaseline baseline, double limit, string? whyNot)
    {
        _before = TrimmedMean.Of([.. baseline.InitMs.Zip(baseline.ReferenceMs, (init, reference) => new ColdStartPair(init, reference, init).LogRatio)]);
        (_limit, _whyNot) = (limit, whyNot);
    }

    /// <summary>Holds some pairs against the baseline.</summary>
    public BudgetCheck Of(IReadOnlyList<ColdStartPair> pairs, double error)
    {
        var after = TrimmedMean.Of([.. pairs.Select(pair => pair.LogRatio)]);
        var share = ShiftInterval.Of(_before, after, error).Select(shift => Math.Exp(shift) - 1);
        var verdict = _whyNot is null ? share.Against(_limit) : BudgetVerdict.Undecided;
        return new BudgetCheck
        {
            Name = "initRegression",
            Unit = "share",
            Limit = _limit,
            Value = share.Value,
            Low = share.Low,
            High = share.High,
            Verdict = verdict,
            Starts = pairs.Count,
            Remark = _whyNot ?? (verdict == BudgetVerdict.Undecided ? "too close to the limit, or the machine too noisy, to tell" : null),
        };
    }
}
