using System.Globalization;
using System.Text;
using MathNet.Numerics.Statistics;
using Thaw.Lab.Benchmarks;
using Thaw.Lab.Experiments;
using Thaw.Lab.Hosts;
using Thaw.Lab.Subjects;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>What a cold start takes that is forked from an image, beside one that boots.</summary>
/// <remarks>
/// What a function does itself, its handler and the code of its own modules, is the same in both and is taken off: of a fork, the phases
/// <c>handler</c> and <c>import</c>, for the image has everything else; of the boot in the same turn, as long an import as the fork's.
/// </remarks>
internal sealed class ImageForkMeasure : IMeasure
{
    private const string Boot = "boot";
    private const string Fork = "fork";
    private const string ImageMegabytes = "4096";

    /// <inheritdoc/>
    public string Name => "image-fork";

    /// <inheritdoc/>
    public string Description => "Cold starts through HTTP, booted and forked from a dependency image in turn, on a host of its own for each function.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["startMs", "answerMs", "p99Ms", "loadingSpeedup", "startSpeedup", "answerSpeedup"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var runs = measurement.Repetitions.CountFor(context.Quick);
        var folders = SubjectFolders.Of(measurement.Functions, context);
        var all = new List<ForkedStarts>();
        foreach (var folder in folders)
        {
            context.Report(Name, Path.GetFileName(folder), all.Count, folders.Count);
            all.Add(Measure(folder, runs, context));
            Keep(outcome, Path.GetFileName(folder), all[^1]);
        }
        // The slowest function's: no function is to take longer.
        outcome.Set("startMs", all.Select(each => Bootstrap.Of(each.StartMs, Bootstrap.Median)).MaxBy(estimate => estimate.Value));
        outcome.Set("answerMs", all.Select(each => Bootstrap.Of(each.AnswerMs, Bootstrap.Median)).MaxBy(estimate => estimate.Value));
        outcome.Set("p99Ms", Bootstrap.Of([.. all.SelectMany(each => each.StartMs)], drawn => Statistics.Quantile(drawn, 0.99)));
        outcome.Set("loadingSpeedup", Speedup(all, each => each.LoadingMs));
        outcome.Set("startSpeedup", Speedup(all, each => (each.BootStartMs, each.StartMs)));
        outcome.Set("answerSpeedup", Speedup(all, each => (each.BootAnswerMs, each.AnswerMs)));
        return outcome;
    }

    private static ForkedStarts Measure(string folder, int runs, LabContext context)
    {
        var name = Path.GetFileName(folder);
        using var host = HostProcess.Start(context, Path.Combine(context.ScratchFolder, $"fork-{name}"), "--image-memory", ImageMegabytes);
        host.Deploy(folder, name);
        using var client = host.CreateClient();
        var plan = new BenchPlan(name, [Boot, Fork], runs, 1, false, Encoding.UTF8.GetBytes(SubjectEvents.Of(folder)[0]));
        var samples = StrategyBench.RunAsync(client, plan, null, context.Cancellation).GetAwaiter().GetResult();
        return new ForkedStarts(samples[Boot], samples[Fork]);
    }

    private static Estimate Speedup(IEnumerable<ForkedStarts> all, Func<ForkedStarts, (double[] Boot, double[] Fork)> times) =>
        Bootstrap.MedianRatio([.. all.Select(times).Select(each => new PairedSeries(each.Fork, each.Boot))]);

    /// <summary>The samples, and where the time goes.</summary>
    private static void Keep(MeasureOutcome outcome, string function, ForkedStarts starts)
    {
        outcome.Keep(new SampleSeries(function, Boot, "endToEndMs", [.. starts.Boots.Select(start => start.Ms)]));
        outcome.Keep(new SampleSeries(function, Fork, "endToEndMs", [.. starts.Forks.Select(start => start.Ms)]));
        outcome.Keep(new SampleSeries(function, Fork, "startMs", starts.StartMs));
        foreach (var (strategy, samples) in new[] { (Boot, starts.Boots), (Fork, starts.Forks) })
            outcome.Note($"{function}, {strategy}", $"{string.Join(", ", samples[0].Phases.Select(phase => Median(samples, phase.Key)))} ms (medians)");
    }

    private static string Median(IReadOnlyList<StartSample> samples, string phase) => string.Create(
        CultureInfo.InvariantCulture, $"{phase} {samples.Select(sample => ForkedStarts.PhaseOf(sample, phase)).Median():0.##}");
}
