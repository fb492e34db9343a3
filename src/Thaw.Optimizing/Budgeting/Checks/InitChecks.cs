using Thaw.Optimizing.Budgeting.Baselines;
using Thaw.Optimizing.Budgeting.Sampling;
using Thaw.Optimizing.Budgeting.Statistics;

namespace Thaw.Optimizing.Budgeting.Checks;

/// <summary>The checks on init: looks at the pairs after fixed numbers of them, and goes on until every check is decided.</summary>
internal sealed class InitChecks
{
    private readonly BudgetOptions _options;
    private readonly List<InitCheck> _checks = [];

    /// <param name="options">The limits.</param>
    /// <param name="baseline">What is compared with; null for nothing.</param>
    /// <param name="environment">Of these starts.</param>
    public InitChecks(BudgetOptions options, BudgetBaseline? baseline, MeasuredEnvironment environment)
    {
        _options = options;
        if (options.Budget.InitMs is { } limit)
            _checks.Add(new InitCheck((pairs, error) => InitLimitCheck.Of(pairs, limit, error), CanBeDecided: true));
        if (baseline is not null)
        {
            var whyNot = baseline.Environment.WhyTimesDiffer(environment);
            var regression = new InitRegressionCheck(baseline, options.Budget.MaxRegression ?? BudgetOptions.DefaultMaxRegression, whyNot);
            _checks.Add(new InitCheck(regression.Of, CanBeDecided: whyNot is null));
        }
    }

    /// <summary>Starts pairs until all is decided or the time is over. The first look is always made.</summary>
    public IReadOnlyList<BudgetCheck> Run(PairedStarts starts, Action<string, int, int> progress, CancellationToken cancellation)
    {
        var deadline = Deadline.In(_options.TimeLimit);
        var decided = new BudgetCheck?[_checks.Count];
        if (_options.MakeBaseline)
            BaselineMeasurement.Run(starts, deadline, (done, most) => progress("cold starts", done, most), cancellation);
        foreach (var look in Looks.All)
        {
            if (IsSettled(decided) || !Reach(look.Pairs, starts, deadline, progress, cancellation))
                break;
            // A verdict stands: what later looks would say was not paid for.
            for (var i = 0; i < decided.Length; i++)
                decided[i] = decided[i] is { Verdict: not BudgetVerdict.Undecided } ? decided[i] : _checks[i].Of([.. starts.Pairs.Take(look.Pairs)], look.Error);
        }

        return [.. decided.Select(check => check!)];
    }

    private static bool Reach(int pairs, PairedStarts starts, Deadline deadline, Action<string, int, int> progress, CancellationToken cancellation)
    {
        while (starts.Pairs.Count < pairs)
        {
            if (deadline.IsOver && pairs != Looks.All[0].Pairs)
                return false;
            starts.Add(cancellation);
            progress("cold starts", starts.Pairs.Count, Looks.All[^1].Pairs);
        }

        return true;
    }

    private bool IsSettled(BudgetCheck?[] decided) =>
        decided.Zip(_checks).All(pair => pair.First is { } check && (check.Verdict != BudgetVerdict.Undecided || !pair.Second.CanBeDecided));

    /// <param name="Of">Holds some pairs against the limit, with a probability of error.</param>
    /// <param name="CanBeDecided">False where no number of pairs will do, because times cannot be compared.</param>
    private sealed record InitCheck(Func<IReadOnlyList<ColdStartPair>, double, BudgetCheck> Of, bool CanBeDecided);
}
