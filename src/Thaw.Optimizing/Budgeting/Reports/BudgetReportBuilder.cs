using Thaw.Functions;
using Thaw.Functions.Budgets;
using Thaw.Optimizing.Budgeting.Baselines;
using Thaw.Optimizing.Budgeting.Checks;
using Thaw.Optimizing.Budgeting.Loading;
using Thaw.Optimizing.Budgeting.Sampling;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Statistics;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Budgeting.Reports;

/// <summary>Puts a report together.</summary>
internal sealed class BudgetReportBuilder(
    PreparedFunction function, MeasuredEnvironment environment, Recording recording, FunctionBudget budget, BudgetBaseline? baseline)
{
    private const int MostImports = 10;

    private readonly LoadedModules _modules = new(recording);

    public BudgetReport Build(IReadOnlyList<BudgetCheck> checks, IReadOnlyList<ColdStartPair> pairs) => new()
    {
        ThawVersion = ThawBuild.Version,
        MeasuredAt = DateTimeOffset.UtcNow,
        Function = function.Function.Name,
        Root = function.Function.Root,
        Environment = environment,
        Verdict = Worst(checks),
        Checks = checks,
        Starts = pairs.Count == 0 ? null : Starts(pairs),
        Baseline = baseline is null ? null : Compared(baseline),
        NewImports = baseline is null ? [] : _modules.NewSince(baseline),
        CostliestImports = [.. _modules.ByOwnStatement().Take(MostImports)],
        Notes = [.. Notes()],
    };

    private static BudgetVerdict Worst(IReadOnlyList<BudgetCheck> checks) =>
        checks.Any(check => check.Verdict == BudgetVerdict.Missed) ? BudgetVerdict.Missed
        : checks.Any(check => check.Verdict == BudgetVerdict.Undecided) ? BudgetVerdict.Undecided
        : BudgetVerdict.Within;

    private static MeasuredStarts Starts(IReadOnlyList<ColdStartPair> pairs)
    {
        double[] init = [.. pairs.Select(pair => pair.FunctionWallMs)];
        double[] own = [.. pairs.Select(pair => pair.FunctionMs)];
        double[] reference = [.. pairs.Select(pair => pair.ReferenceMs)];
        return new MeasuredStarts(
            pairs.Count, Robust.Median(init), Robust.Median(own), Robust.Median(reference), InitLimitCheck.Disturbance(pairs), init, own, reference);
    }

    private ComparedBaseline Compared(BudgetBaseline before)
    {
        var now = _modules.ForBaseline().Select(module => module.Name).ToHashSet(StringComparer.Ordinal);
        BaselineModule[] gone = [.. before.Modules.Where(module => !now.Contains(module.Name))];
        var peak = before.Memory.Select(memory => Robust.Median([.. memory.PeakBytes.Select(bytes => (double)bytes)])).DefaultIfEmpty(0).Max();
        return new ComparedBaseline(
            budget.Baseline!, before.MeasuredAt, before.InitMs.Count, Robust.Median(before.InitMs), peak, gone.Length, gone.Sum(module => module.Ms));
    }

    private IEnumerable<string> Notes()
    {
        foreach (var run in recording.Baseline.Runs.Where(run => run.Outcome.Kind != "ok").DistinctBy(run => run.Event))
            yield return $"event {run.Event ?? "(none)"} does not succeed ({run.Outcome.Message}); its memory is not counted";
        if (recording.Imports is null || recording.Imports.Modules.Count == 0)
            yield return "what init imports could not be recorded; new imports are not known";
        if (baseline is null)
            yield break;
        if (baseline.Function != function.Function.Name)
            yield return $"the baseline is of a function called {baseline.Function}";
        if (baseline.Environment.Build != environment.Build)
            yield return $"another build of the interpreter than the baseline's: {environment.Build}; then {baseline.Environment.Build}";
        if (!baseline.Memory.Any(before => recording.Manifest.Events.Any(item => item.Sha256 == before.EventSha256) || before.EventSha256.Length == 0))
            yield return "no event of the baseline is among those of today; memory is not compared";
    }
}
