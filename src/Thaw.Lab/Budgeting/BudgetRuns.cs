using System.Diagnostics;
using MathNet.Numerics.Distributions;
using Thaw.Lab.Measures;
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
    public void Decide(string function, string slower, int unchanged, int changed, int baselines)
    {
        var total = unchanged + changed;
        var sessions = new List<MeasuredStarts>();
        var file = Path.Combine(context.ScratchFolder, "baseline.json");
        for (int i = 0, block = -1; i < total; i++)
        {
            context.Report("budget", Path.GetFileName(function), i, total);
            if ((long)i * baselines / total != block)
            {
                block = (int)((long)i * baselines / total);
                _decisions.WriteBaseline(function, file);
                _scatter.Add(sessions);
                sessions.Clear();
            }

            // Spread evenly: of the first n decisions, changed/total are on the slower copy.
            var isChanged = (long)(i + 1) * changed / total > (long)i * changed / total;
            var starts = One(function, isChanged ? slower : function, isChanged, file, i);
            if (!isChanged)
                sessions.Add(starts);
        }

        _scatter.Add(sessions);
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

    private MeasuredStarts One(string function, string subject, bool isChanged, string baseline, int number)
    {
        var began = Stopwatch.GetTimestamp();
        var report = _decisions.Decide(subject, baseline);
        _seconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        _pairs.Add(report.Starts!.Pairs);
        var key = (isChanged, report.Verdict);
        _verdicts[key] = _verdicts.GetValueOrDefault(key) + 1;
        var name = $"{Path.GetFileName(function)} {number}";
        var variant = (isChanged ? "changed: " : "unchanged: ") + report.Verdict.ToString().ToLowerInvariant();
        Outcome.Versions["python"] = report.Environment.Python;
        Outcome.Keep(new SampleSeries(name, variant, "initMs", report.Starts.InitMs));
        Outcome.Keep(new SampleSeries(name, variant, "ownInitMs", report.Starts.OwnMs));
        Outcome.Keep(new SampleSeries(name, variant, "referenceMs", report.Starts.ReferenceMs));
        if (isChanged != (report.Verdict == BudgetVerdict.Missed))
            Outcome.Note(name, $"{variant}: " + string.Join("; ", report.Checks.Select(BudgetWords.Sentence)));
        return report.Starts;
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
