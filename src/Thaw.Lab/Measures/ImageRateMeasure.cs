using System.Globalization;
using Thaw.Lab.Experiments;
using Thaw.Lab.Hosts;
using Thaw.Lab.Subjects;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>How many cold starts a host sustains that are forked from an image: each request asks for an instance of its own, which ends after it.</summary>
internal sealed class ImageRateMeasure : IMeasure
{
    private const int ImageMegabytes = 4096;
    private const int SettlingSeconds = 2;

    /// <inheritdoc/>
    public string Name => "image-rate";

    /// <inheritdoc/>
    public string Description => "Forked cold starts as fast as they are answered, through HTTP, signed, by wrk; every answer is looked at.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["perSecond", "leastInASecond", "p99Ms", "failed", "generatorShare"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = ["connections", "seconds"];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var folders = SubjectFolders.Of(measurement.Functions, context);
        var results = new List<WrkResult>();
        foreach (var folder in folders)
        {
            var name = Path.GetFileName(folder);
            context.Report(Name, name, results.Count, folders.Count);
            var load = new WrkLoad(
                name, SubjectEvents.Of(folder)[0], measurement.CountOf("connections", 4, context.Quick), measurement.CountOf("seconds", 30, context.Quick), ImageHost.Fork);
            results.Add(Measure(folder, load, context));
            Note(outcome, load, results[^1]);
        }
        // The slowest function's: none is to be slower.
        outcome.Set("perSecond", Estimate.Exact(results.Min(result => result.PerSecond)));
        outcome.Set("leastInASecond", Estimate.Exact(results.Min(result => result.LeastInASecond)));
        outcome.Set("p99Ms", Estimate.Exact(results.Max(result => result.P99Ms)));
        outcome.Set("failed", Estimate.Exact(results.Sum(result => result.Errors)));
        outcome.Set("generatorShare", Estimate.Exact(results.Max(result => result.ProcessorShare)));
        return outcome;
    }

    private static WrkResult Measure(string folder, WrkLoad load, LabContext context)
    {
        using var host = ImageHost.Start(context, $"rate-{load.Function}", ImageMegabytes);
        host.Process.Deploy(folder, load.Function);
        host.MakeImage(load.Function, load.Body);
        // Not counted: the host's own code is compiled.
        Wrk.Run(host.Process, load with { Seconds = SettlingSeconds }, context);
        return Wrk.Run(host.Process, load, context);
    }

    private static void Note(MeasureOutcome outcome, WrkLoad load, WrkResult result) => outcome.Note(load.Function, string.Create(
        CultureInfo.InvariantCulture,
        $"{load.Connections} connections for {load.Seconds} s: {result.PerSecond:0.0} cold starts a second, {result.LeastInASecond} in the slowest second, p50 {result.P50Ms:0.0} ms, p99 {result.P99Ms:0.0} ms"));
}
