using Thaw.Optimizing.Reports;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>Sums up the reports of <c>thaw optimize</c>. A function without a package counts as what it is: unchanged.</summary>
internal sealed class OptimizeTally
{
    private readonly List<double> _init = [];
    private readonly List<double> _endToEnd = [];
    private readonly List<double> _memory = [];
    private readonly List<double> _reachable = [];
    private readonly List<double> _errors = [];
    private readonly List<double> _seconds = [];
    private int _changed;

    /// <summary>Adds one function.</summary>
    public void Add(OptimizeReport report)
    {
        bool isImproved = report.Verdict == "improved";
        _init.Add(isImproved ? report.InitSpeedup!.Value : 1);
        _endToEnd.Add(isImproved ? report.EndToEndSpeedup!.Value : 1);
        _memory.Add(isImproved ? report.PeakMemoryRatio!.Value : 1);
        _seconds.Add(report.Seconds);
        if (report.Prediction.ReachableSavedShare is { } share)
        {
            // A geometric mean has no place for nothing at all; a percent is as good as nothing.
            _reachable.Add(Math.Max(0.01, isImproved ? share : 0));
        }

        if (report.Prediction.ErrorShare is { } error)
        {
            _errors.Add(Math.Abs(error));
        }

        _changed += isImproved && report.Verification is not { Passed: true } ? 1 : 0;
    }

    /// <summary>Sets what could be had.</summary>
    public void SetQuantities(MeasureOutcome outcome)
    {
        if (_init.Count == 0)
        {
            return;
        }

        outcome.Set("initSpeedup", Mean(_init));
        outcome.Set("endToEndSpeedup", Mean(_endToEnd));
        outcome.Set("memoryRatio", Mean(_memory));
        outcome.Set("bestInitSpeedup", Estimate.Exact(_init.Max()));
        outcome.Set("slowestRatio", Estimate.Exact(_endToEnd.Min()));
        outcome.Set("outputsChanged", Estimate.Exact(_changed));
        outcome.Set("seconds", Estimate.Exact(Robust.Median(_seconds)));
        if (_reachable.Count > 0)
        {
            outcome.Set("reachableSaved", Mean(_reachable));
        }

        if (_errors.Count > 0)
        {
            outcome.Set("planError", Bootstrap.Of([.. _errors], Bootstrap.Median));
        }
    }

    private static Estimate Mean(List<double> values) => Bootstrap.Of([.. values], sample => GeometricMean.Of(sample));
}
