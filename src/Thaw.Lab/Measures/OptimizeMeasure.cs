using System.Text.Json;
using Thaw.Lab.Children;
using Thaw.Lab.Experiments;
using Thaw.Lab.Subjects;
using Thaw.Optimizing.Reports;

namespace Thaw.Lab.Measures;

/// <summary>What <c>thaw optimize</c> gains, as a whole command with its defaults, over the functions that import libraries.</summary>
internal sealed class OptimizeMeasure : IMeasure
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <inheritdoc/>
    public string Name => "optimize";

    /// <inheritdoc/>
    public string Description => "Speedups of `thaw optimize`, what of the reachable saving it saves, and how well it predicts.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } =
    [
        "initSpeedup", "endToEndSpeedup", "memoryRatio", "bestInitSpeedup", "slowestRatio", "outputsChanged", "reachableSaved",
        "planError", "seconds",
    ];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var tally = new OptimizeTally();
        var folders = SubjectFolders.Of(measurement.Functions, context);
        for (int i = 0; i < folders.Count; i++)
        {
            string name = Path.GetFileName(folders[i]);
            context.Report(Name, name, i, folders.Count);
            try
            {
                var report = Optimize(folders[i], context);
                tally.Add(report);
                Keep(outcome, name, report);
            }
            catch (Exception error) when (error is LabException or JsonException)
            {
                outcome.Omit($"{Name} of {name}", error.Message);
            }
        }

        tally.SetQuantities(outcome);
        return outcome;
    }

    /// <summary>Nothing to gain (exit code 1 with a report) is an answer as well.</summary>
    private static OptimizeReport Optimize(string folder, LabContext context)
    {
        string package = Path.Combine(context.ScratchFolder, "optimized", Path.GetFileName(folder));
        Directory.CreateDirectory(Path.GetDirectoryName(package)!);
        string[] verb = ["optimize", folder, "--out", package, "--json", .. context.Quick ? ["--quick"] : Array.Empty<string>()];
        var cost = MeasuredChild.Run(context.Thaw.With(verb), context.ScratchFolder, context.Spawn, Limit, context.Cancellation);
        string output = MeasuredChild.OutputPath(context.ScratchFolder);
        if (cost.ExitCode is not (0 or 1) || new FileInfo(output).Length == 0)
            throw new LabException($"thaw optimize {folder} ended with {cost.ExitCode}: {cost.ErrorText}");

        using var stream = File.OpenRead(output);
        return OptimizeReportJson.Read(stream);
    }

    private static void Keep(MeasureOutcome outcome, string function, OptimizeReport report)
    {
        outcome.Keep(new SampleSeries(function, "initSpeedup", "ratio", [report.InitSpeedup?.Value ?? 1]));
        outcome.Keep(new SampleSeries(function, "endToEndSpeedup", "ratio", [report.EndToEndSpeedup?.Value ?? 1]));
        outcome.Keep(new SampleSeries(function, "peakMemoryRatio", "ratio", [report.PeakMemoryRatio?.Value ?? 1]));
        outcome.Keep(new SampleSeries(function, "reachableSaved", "share", [report.Prediction.ReachableSavedShare ?? 1]));
        outcome.Keep(new SampleSeries(function, "predictedMs", "ms", [report.Prediction.SavedMs]));
        outcome.Keep(new SampleSeries(function, "measuredMs", "ms", [report.Prediction.MeasuredSavedMs ?? 0]));
        outcome.Keep(new SampleSeries(function, "seconds", "s", [report.Seconds]));
        if (report.Verdict != "improved")
            outcome.Note(function, $"no package: {report.Verdict}");
        const int Most = 5;
        foreach (var left in report.LeftAlone.Where(left => left.CostMs >= 1).Take(Most))
            outcome.Note(function, $"left {left.CostMs:F1} ms at {left.File}:{left.Line}: {left.Reason}");
    }
}
