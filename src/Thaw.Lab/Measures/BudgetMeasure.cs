using Thaw.Lab.Budgeting;
using Thaw.Lab.Experiments;
using Thaw.Lab.Subjects;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>How often <c>thaw budget</c> is wrong: real runs on a function that did not change, and on a copy that is slower by a known share.</summary>
/// <remarks>
/// Baselines of the unchanged function are measured anew several times over the run. Each is followed by its share of the decisions,
/// on the unchanged function and the slower copy in turn, so that both meet every condition of the machine.
/// </remarks>
internal sealed class BudgetMeasure : IMeasure
{
    private const int CalibrationPairs = 150;

    /// <inheritdoc/>
    public string Name => "budget";

    /// <inheritdoc/>
    public string Description => "Verdicts of `thaw budget` on an unchanged function and on a copy whose init is slower by a known share.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } =
        ["falseAlarms", "power", "undecidedUnchanged", "undecidedChanged", "realRegression", "sessionScatter", "decisionSeconds", "pairs"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = ["unchanged", "changed", "baselines", "atOnce", "regression", "maxRegression"];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var run = new BudgetRuns(Number(measurement, context, "maxRegression", 0.05), context);
        foreach (var folder in SubjectFolders.Of(measurement.Functions, context))
        {
            context.Report(Name, Path.GetFileName(folder) + ": making a slower copy", 0, 1);
            var copy = Path.Combine(context.ScratchFolder, "slower", Path.GetFileName(folder));
            var slower = SlowedFunction.Make(
                folder, copy, Number(measurement, context, "regression", 0.1), context.Quick ? CalibrationPairs / 5 : CalibrationPairs, context.Cancellation);
            run.Outcome.Set("realRegression", new Estimate(slower.Ratio.Value - 1, slower.Ratio.Low - 1, slower.Ratio.High - 1));
            run.Decide(new BudgetSeries
            {
                Function = folder,
                Slower = slower.Folder,
                Unchanged = (int)Number(measurement, context, "unchanged", 200),
                Changed = (int)Number(measurement, context, "changed", 100),
                Baselines = (int)Number(measurement, context, "baselines", 10),
                AtOnce = Math.Max(1, (int)Number(measurement, context, "atOnce", 1)),
            });
        }

        return run.Complete();
    }

    private static double Number(Measurement measurement, LabContext context, string name, double fallback) =>
        measurement.Settings.TryGetValue(name, out var amount) ? amount.For(context.Quick) : fallback;
}
