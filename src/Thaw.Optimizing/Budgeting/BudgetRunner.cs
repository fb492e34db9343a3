using Thaw.Functions;
using Thaw.Optimizing.Budgeting.Baselines;
using Thaw.Optimizing.Budgeting.Checks;
using Thaw.Optimizing.Budgeting.Loading;
using Thaw.Optimizing.Budgeting.Reports;
using Thaw.Optimizing.Budgeting.Sampling;
using Thaw.Profiling.Recorder;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Budgeting;

/// <summary>
/// Holds a function against its budget: records what it loads and its memory, then starts it in turn with the reference until
/// every limit is decided or measuring has to end.
/// </summary>
public sealed class BudgetRunner
{
    private readonly PreparedFunction _function;
    private readonly BudgetOptions _options;
    private readonly IProgress<BudgetProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly MeasuredEnvironment _environment;

    /// <summary>A run on one function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="progress">Told after each process; may be called from several threads.</param>
    /// <param name="cancellation">Ends it.</param>
    public BudgetRunner(
        PreparedFunction function, BudgetOptions options, IProgress<BudgetProgress>? progress = null, CancellationToken cancellation = default)
    {
        (_function, _options, _progress, _cancellation) = (function, options, progress, cancellation);
        _environment = MeasuredEnvironment.Of(function.Environment.Interpreter);
    }

    /// <summary>Does it.</summary>
    /// <returns>The report, and a baseline if one was asked for.</returns>
    /// <exception cref="FunctionException">The baseline cannot be used; one line says why.</exception>
    /// <exception cref="FunctionFailedException">The function does not run.</exception>
    public BudgetOutcome Run()
    {
        var budget = _options.Budget;
        var baseline = budget.Baseline is { } file ? ReadBaseline(file) : null;
        var recording = Record();
        var memory = MemoryChecks.Measured(recording);
        if (memory.Count == 0)
            throw new FunctionFailedException($"{_function.Function.Name}: no event succeeds: {recording.Baseline.Runs[0].Outcome.Message}");
        var checks = MemoryChecksOf(memory, baseline);
        if (budget.InitMs is null && baseline is null && !_options.MakeBaseline)
            return new BudgetOutcome(new BudgetReportBuilder(_function, _environment, recording, budget, baseline).Build(checks, []), null);

        using var reference = Reference(baseline);
        var starts = new PairedStarts(_function, reference);
        checks = [.. new InitChecks(_options, baseline, _environment).Run(starts, Report, _cancellation), .. checks];
        var report = new BudgetReportBuilder(_function, _environment, recording, budget, baseline).Build(checks, starts.Pairs);
        return new BudgetOutcome(report, _options.MakeBaseline ? MakeBaseline(report, recording, memory, reference, starts.Pairs) : null);
    }

    private BudgetBaseline ReadBaseline(string file)
    {
        var baseline = BaselineFile.Read(file);
        var why = baseline.Reference.Name != ReferenceWorkload.Name
            ? $"rests on the reference {baseline.Reference.Name}, this Thaw has {ReferenceWorkload.Name}"
            : baseline.Environment.WhyIncomparable(_environment);
        return why is null ? baseline : throw new FunctionException($"{file}: {why}; write a new one with --write-baseline");
    }

    private Recording Record()
    {
        var folder = Path.Combine(_function.ScratchFolder, "budget");
        var options = new RecorderOptions { Runs = 1, TimedRuns = 3, ResidentRuns = 1, InvocationsPerRun = 1, Passes = [Passes.Imports] };
        var progress = new RecorderReports(this);
        new FunctionRecorder(_function.Function, _function.Environment, _function.Launcher, options, progress, _cancellation).Record(folder);
        return RecordingStore.Read(folder);
    }

    private List<BudgetCheck> MemoryChecksOf(IReadOnlyList<EventMemory> memory, BudgetBaseline? baseline)
    {
        var checks = new List<BudgetCheck>();
        if (_options.Budget.MemoryBytes is { } bytes)
            checks.Add(MemoryChecks.OfLimit(memory, bytes));
        if (baseline is not null && MemoryChecks.OfRegression(memory, baseline, MaxRegression) is { } regression)
            checks.Add(regression);
        return checks;
    }

    private double MaxRegression => _options.Budget.MaxRegression ?? BudgetOptions.DefaultMaxRegression;

    private ReferenceWorkload Reference(BudgetBaseline? baseline)
    {
        Report("reference", 0, 1);
        return baseline is not null
            ? ReferenceWorkload.Prepare(_function, baseline.Reference.Rounds, _cancellation)
            : ReferenceWorkload.Calibrate(_function, _cancellation);
    }

    private BudgetBaseline MakeBaseline(
        BudgetReport report, Recording recording, IReadOnlyList<EventMemory> memory, ReferenceWorkload reference, IReadOnlyList<ColdStartPair> pairs) => new()
        {
            ThawVersion = report.ThawVersion,
            MeasuredAt = report.MeasuredAt,
            Function = report.Function,
            Environment = _environment,
            Reference = new BaselineReference(ReferenceWorkload.Name, reference.Rounds),
            InitMs = [.. pairs.Select(pair => Math.Round(pair.FunctionMs, 4))],
            ReferenceMs = [.. pairs.Select(pair => Math.Round(pair.ReferenceMs, 4))],
            Memory = memory,
            Modules = new LoadedModules(recording).ForBaseline(),
        };

    private void Report(string step, int done, int most)
    {
        _cancellation.ThrowIfCancellationRequested();
        _progress?.Report(new BudgetProgress(step, done, most));
    }

    private sealed class RecorderReports(BudgetRunner runner) : IProgress<RecorderProgress>
    {
        public void Report(RecorderProgress value) => runner._progress?.Report(new BudgetProgress(value.Pass == Passes.Baseline ? "memory" : value.Pass, value.Done, value.Total));
    }
}
