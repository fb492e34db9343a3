using Thaw.Lab.Children;
using Thaw.Lab.Experiments;
using Thaw.Lab.Synthetic;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>How long analysing a large recording takes and how much memory, in a process of its own.</summary>
internal sealed class LargeRecordingMeasure : IMeasure
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public string Name => "large-recording";

    /// <inheritdoc/>
    public string Description => "Writes a synthetic recording and runs `thaw analyze` on it; peak memory as the kernel counts it.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["seconds", "peakBytes", "fileBytes"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = ["modules", "samples"];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        string recording = Path.Combine(context.ScratchFolder, "large-recording");
        int modules = measurement.Settings["modules"].CountFor(context.Quick);
        long samples = (long)measurement.Settings["samples"].For(context.Quick);
        int runs = measurement.Repetitions.CountFor(context.Quick);
        context.Report(Name, "writing the recording", 0, runs);
        SyntheticRecording.Write(recording, modules, samples);

        var costs = new List<ChildCost>();
        for (int i = 0; i < runs; i++)
        {
            context.Report(Name, "thaw analyze", i, runs);
            costs.Add(AnalyzeChild.Run(recording, context, Limit));
        }

        var outcome = new MeasureOutcome();
        Note(outcome, "seconds", [.. costs.Select(cost => cost.Seconds)], Bootstrap.Median);
        Note(outcome, "peakBytes", [.. costs.Select(cost => (double)cost.PeakBytes)], Enumerable.Max);
        outcome.Set("fileBytes", Estimate.Exact(new DirectoryInfo(recording).EnumerateFiles().Sum(file => file.Length)));
        Directory.Delete(recording, recursive: true);
        return outcome;
    }

    private static void Note(MeasureOutcome outcome, string quantity, double[] values, Func<double[], double> statistic)
    {
        outcome.Set(quantity, Bootstrap.Of(values, statistic));
        outcome.Keep(new SampleSeries("synthetic", "analyze", quantity, values));
    }
}
