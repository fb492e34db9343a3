using System.Globalization;
using System.Text.Json;
using Thaw.Lab.Children;
using Thaw.Lab.Experiments;
using Thaw.Lab.Subjects;
using Thaw.Optimizing.Reports;

namespace Thaw.Lab.Measures;

/// <summary>What <c>thaw optimize</c> gains, as a whole command with its defaults, over the functions that import libraries.</summary>
internal sealed class OptimizeMeasure : IMeasure
{
    /// <summary>A function gets this; what is not done by then is left out, and said.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    /// <summary>1 to let each function see the packages of all.</summary>
    private const string AllPackages = "allPackages";

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
    public IReadOnlyList<string> Settings { get; } = [AllPackages];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var tally = new OptimizeTally();
        bool crowded = measurement.Settings.TryGetValue(AllPackages, out var setting) && setting.For(context.Quick) > 0;
        var folders = SubjectFolders.Of(measurement.Functions, context);
        for (int i = 0; i < folders.Count; i++)
        {
            string name = Path.GetFileName(folders[i]);
            context.Report(Name, name, i, folders.Count);
            try
            {
                var report = Optimize(crowded ? Crowded(folders[i], context) : folders[i], context.Quick || crowded, context);
                tally.Add(report);
                Keep(outcome, name, crowded ? "all packages" : "own packages", report);
            }
            catch (Exception error) when (error is LabException or JsonException)
            {
                outcome.Omit($"{Name} of {name}", error.Message);
            }
        }

        tally.SetQuantities(outcome);
        return outcome;
    }

    private static string Crowded(string folder, LabContext context)
    {
        string copy = Path.Combine(context.ScratchFolder, "crowded", Path.GetFileName(folder));
        if (!Directory.Exists(copy))
            CrowdedFunction.Make(folder, context.Root.Functions, copy);
        return copy;
    }

    /// <summary>Nothing to gain (exit code 1 with a report) is an answer as well.</summary>
    private static OptimizeReport Optimize(string folder, bool quick, LabContext context)
    {
        string package = Path.Combine(context.ScratchFolder, "optimized", Path.GetFileName(folder));
        Directory.CreateDirectory(Path.GetDirectoryName(package)!);
        string[] verb = ["optimize", folder, "--out", package, "--json", .. quick ? ["--quick"] : Array.Empty<string>()];
        var cost = MeasuredChild.Run(context.Thaw.With(verb), context.ScratchFolder, context.Spawn, Limit, context.Cancellation);
        string output = MeasuredChild.OutputPath(context.ScratchFolder);
        if (cost.ExitCode is not (0 or 1) || new FileInfo(output).Length == 0)
            throw new LabException($"thaw optimize {folder} ended with {cost.ExitCode}: {cost.ErrorText}");

        using var stream = File.OpenRead(output);
        return OptimizeReportJson.Read(stream);
    }

    private static void Keep(MeasureOutcome outcome, string function, string variant, OptimizeReport report)
    {
        void Add(string quantity, string unit, double value) =>
            outcome.Keep(new SampleSeries(function, variant, quantity + unit, [value]));

        Add("initSpeedup", "", report.InitSpeedup?.Value ?? 1);
        Add("endToEndSpeedup", "", report.EndToEndSpeedup?.Value ?? 1);
        Add("peakMemoryRatio", "", report.PeakMemoryRatio?.Value ?? 1);
        Add("reachableSavedShare", "", report.Prediction.ReachableSavedShare ?? 1);
        Add("predicted", "Ms", report.Prediction.SavedMs);
        Add("measured", "Ms", report.Prediction.MeasuredSavedMs ?? 0);
        Add("optimize", "Seconds", report.Seconds);
        outcome.Note(function, Line(variant, report));
        const int Most = 5;
        foreach (var left in report.LeftAlone.Where(left => left.CostMs >= 1).Take(Most))
            outcome.Note(function, $"left {left.CostMs:F1} ms at {left.File}:{left.Line}: {left.Reason}");
    }

    /// <summary>A function's line of the table.</summary>
    private static string Line(string variant, OptimizeReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{variant}: {report.Verdict}, init {report.InitSpeedup?.Value ?? 1:F2}x, end to end {report.EndToEndSpeedup?.Value ?? 1:F2}x, memory {report.PeakMemoryRatio?.Value ?? 1:F2}x, saved {100 * (report.Prediction.ReachableSavedShare ?? 1):F0} % of what is reachable, {report.Seconds:F0} s");
}
