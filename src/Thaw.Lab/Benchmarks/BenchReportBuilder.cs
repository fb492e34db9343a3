using MathNet.Numerics.Statistics;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Benchmarks;

/// <summary>Makes figures of samples.</summary>
public static class BenchReportBuilder
{
    private const string Reference = "boot";

    /// <summary>The figures of all strategies.</summary>
    /// <param name="samples">As <see cref="StrategyBench"/> took them.</param>
    /// <param name="strategies">Their order.</param>
    public static IReadOnlyList<StrategyResult> Build(
        IReadOnlyDictionary<string, IReadOnlyList<StartSample>> samples, IEnumerable<string> strategies)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(strategies);
        var reference = samples.GetValueOrDefault(Reference);
        return [.. strategies.Select(strategy => Build(strategy, samples[strategy], reference))];
    }

    private static StrategyResult Build(string strategy, IReadOnlyList<StartSample> samples, IReadOnlyList<StartSample>? reference)
    {
        double[] times = [.. samples.Select(sample => sample.Ms)];
        var (p50, p90, p99) = (Quantile(times, 0.5), Quantile(times, 0.9), Quantile(times, 0.99));
        Estimate? ratio = reference is null ? null : strategy == Reference ? Estimate.Exact(1)
            : Bootstrap.MedianRatio([new PairedSeries([.. reference.Select(sample => sample.Ms)], times)]);
        return new StrategyResult
        {
            Strategy = strategy,
            N = times.Length,
            P50Ms = p50.Value,
            P50IntervalMs = Interval(p50),
            P90Ms = p90.Value,
            P90IntervalMs = Interval(p90),
            P99Ms = p99.Value,
            P99IntervalMs = Interval(p99),
            Phases = Phases(samples),
            PssBytes = samples.Select(sample => (double)sample.MemoryBytes).Median(),
            RatioToBoot = ratio?.Value,
            RatioToBootInterval = ratio is { } found ? Interval(found) : null,
            SamplesMs = times,
        };
    }

    private static Estimate Quantile(double[] times, double share) => Bootstrap.Of(times, drawn => Statistics.Quantile(drawn, share));

    private static double[]? Interval(Estimate estimate) => estimate is { Low: { } low, High: { } high } ? [low, high] : null;

    private static Dictionary<string, double> Phases(IReadOnlyList<StartSample> samples) =>
        samples[0].Phases.Select(phase => phase.Key)
            .ToDictionary(name => name, name => samples.Select(sample => sample.Phases.FirstOrDefault(phase => phase.Key == name).Value).Median());
}
