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
    private const string Fork = ImageHost.Fork;
    private const int ImageMegabytes = 4096;

    /// <inheritdoc/>
    public string Name => "image-fork";

    /// <inheritdoc/>
    public string Description => "Cold starts through HTTP, booted and forked from a dependency image in turn, on a host of its own for each function.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } =
    [
        "startMs", "answerMs", "p99Ms", "loadingSpeedup", "leastLoadingSpeedup", "mostLoadingSpeedup", "startSpeedup", "answerSpeedup",
        "wholeSpeedup", "leastWholeSpeedup", "mostWholeSpeedup",
    ];

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
        outcome.Set("startSpeedup", Speedup(all, each => (each.BootStartMs, each.StartMs)));
        outcome.Set("answerSpeedup", Speedup(all, each => (each.BootAnswerMs, each.AnswerMs)));
        SetSpeedups(outcome, all, "Loading", each => each.LoadingMs);
        SetSpeedups(outcome, all, "Whole", each => each.WholeMs);
        return outcome;
    }

    private static ForkedStarts Measure(string folder, int runs, LabContext context)
    {
        var name = Path.GetFileName(folder);
        using var host = ImageHost.Start(context, $"fork-{name}", ImageMegabytes);
        host.Process.Deploy(folder, name);
        var body = SubjectEvents.Of(folder)[0];
        host.MakeImage(name, body);
        var plan = new BenchPlan(name, [Boot, Fork], runs, 1, false, Encoding.UTF8.GetBytes(body));
        var samples = StrategyBench.RunAsync(host.Client, plan, null, context.Cancellation).GetAwaiter().GetResult();
        return new ForkedStarts(samples[Boot], samples[Fork]);
    }

    /// <summary>The geometric mean over the functions, and those that gain least and most.</summary>
    private static void SetSpeedups(MeasureOutcome outcome, List<ForkedStarts> all, string what, Func<ForkedStarts, (double[] Boot, double[] Fork)> times)
    {
        var each = all.Select(starts => Speedup([starts], times)).ToList();
        outcome.Set($"{char.ToLowerInvariant(what[0])}{what[1..]}Speedup", Speedup(all, times));
        outcome.Set($"least{what}Speedup", each.MinBy(estimate => estimate.Value));
        outcome.Set($"most{what}Speedup", each.MaxBy(estimate => estimate.Value));
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
            outcome.Note($"{function}, {strategy}", $"{Whole(samples)}: {string.Join(", ", samples[0].Phases.Select(phase => Median(samples, phase.Key)))} (medians)");
    }

    private static string Whole(IReadOnlyList<StartSample> samples) => string.Create(CultureInfo.InvariantCulture, $"{samples.Select(sample => sample.Ms).Median():0.0} ms");

    private static string Median(IReadOnlyList<StartSample> samples, string phase) => string.Create(
        CultureInfo.InvariantCulture, $"{phase} {samples.Select(sample => ForkedStarts.PhaseOf(sample, phase)).Median():0.##}");
}
