using System.Diagnostics;
using MathNet.Numerics.Distributions;
using Thaw.Lab.Measures;
using Thaw.Lab.Running;
using Thaw.Optimizing.Budgeting;
using Thaw.Optimizing.Budgeting.Reports;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Budgeting;

/// <summary>The decisions of one run of the measure.</summary>
internal sealed class BudgetRuns(double maxRegression, LabContext context)
{
    private readonly BudgetDecisions _decisions = new(maxRegression, context.Cancellation);
    private readonly Dictionary<(bool Changed, BudgetVerdict Verdict), int> _verdicts = [];
    private readonly SessionScatter _scatter = new();
    private readonly List<double> _seconds = [];
    private readonly List<double> _pairs = [];

    /// <summary>What came of it.</summary>
    public MeasureOutcome Outcome { get; } = new();

    /// <summary>Makes the decisions on one function and its slower copy, in turn.</summary>
    public void Decide(BudgetSeries series)
    {
        var file = Path.Combine(context.ScratchFolder, "baseline.json");
        foreach (var block in series.Blocks())
        {
            context.Report("budget", series.Name, block[0].Number, series.Total);
            _decisions.WriteBaseline(series.Function, file);
            var made = Several.Select(block, series.AtOnce, decision => One(series, decision, file), context.Cancellation);
            foreach (var (decision, report, seconds) in made)
                Add(series, decision, report, seconds);
            _scatter.Add([.. made.Where(one => !one.Decision.IsChanged).Select(one => one.Report.Starts!)]);
        }
    }

    /// <summary>Sets the quantities.</summary>
    public MeasureOutcome Complete()
    {
        Set("falseAlarms", changed: false, BudgetVerdict.Missed);
        Set("undecidedUnchanged", changed: false, BudgetVerdict.Undecided);
        Set("power", changed: true, BudgetVerdict.Missed);
        Set("undecidedChanged", changed: true, BudgetVerdict.Undecided);
        Outcome.Set("sessionScatter", Estimate.Exact(_scatter.Value));
        Outcome.Set("decisionSeconds", Bootstrap.Of([.. _seconds], Bootstrap.Median));
        Outcome.Set("pairs", Bootstrap.Of([.. _pairs], Bootstrap.Median));
        return Outcome;
    }

    private (BudgetDecision Decision, BudgetReport Report, double Seconds) One(BudgetSeries series, BudgetDecision decision, string baseline)
    {
        var began = Stopwatch.GetTimestamp();
        var report = _decisions.Decide(decision.IsChanged ? series.Slower : series.Function, baseline);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        context.Report("budget", series.Name, decision.Number + 1, series.Total);
        return (decision, report, seconds);
    }

    private void Add(BudgetSeries series, BudgetDecision decision, BudgetReport report, double seconds)
    {
        var starts = report.Starts!;
        _seconds.Add(seconds);
        _pairs.Add(starts.Pairs);
        var key = (decision.IsChanged, report.Verdict);
        _verdicts[key] = _verdicts.GetValueOrDefault(key) + 1;
        var name = $"{series.Name} {decision.Number}";
        var variant = (decision.IsChanged ? "changed: " : "unchanged: ") + report.Verdict.ToString().ToLowerInvariant();
        Outcome.Versions["python"] = report.Environment.Python;
        Outcome.Keep(new SampleSeries(name, variant, "initMs", starts.InitMs));
        Outcome.Keep(new SampleSeries(name, variant, "ownInitMs", starts.OwnMs));
        Outcome.Keep(new SampleSeries(name, variant, "referenceMs", starts.ReferenceMs));
        if (decision.IsChanged != (report.Verdict == BudgetVerdict.Missed))
            Outcome.Note(name, $"{variant}: " + string.Join("; ", report.Checks.Select(BudgetWords.Sentence)));
    }

    private void Set(string quantity, bool changed, BudgetVerdict verdict)
    {
        var all = _verdicts.Where(pair => pair.Key.Changed == changed).Sum(pair => pair.Value);
        var count = _verdicts.GetValueOrDefault((changed, verdict));
        if (all == 0)
            return;
        // Clopper and Pearson's interval: exact for counts, also where there are none.
        Outcome.Set(quantity, new Estimate(
            (double)count / all,
            count == 0 ? 0 : Beta.InvCDF(count, all - count + 1, 0.025),
            count == all ? 1 : Beta.InvCDF(count + 1, all - count, 0.975)));
    }
}
