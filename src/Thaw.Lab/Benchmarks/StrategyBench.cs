using Thaw.Api.Client;

namespace Thaw.Lab.Benchmarks;

/// <summary>How far a benchmark has come.</summary>
/// <param name="Strategy">What is under way.</param>
/// <param name="Done">Rounds done.</param>
/// <param name="Total">Rounds altogether.</param>
public readonly record struct BenchProgress(string Strategy, int Done, int Total);

/// <summary>Measures strategies of a host on one function: they take turns, so that a drift of the machine meets all of them.</summary>
public static class StrategyBench
{
    private const string Warm = "warm";

    // Of the same function, somebody else's invocations may take the idle instances.
    private const int MostAttempts = 20;

    /// <summary>Runs it.</summary>
    /// <param name="client">Asks the host.</param>
    /// <param name="plan">What to measure.</param>
    /// <param name="progress">Told of each round; may be null.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The samples by strategy, in the order in which they were taken.</returns>
    /// <exception cref="HostClientException">The host refuses: it lacks a strategy, say.</exception>
    /// <exception cref="BenchException">The function fails, or instances do not stay.</exception>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<StartSample>>> RunAsync(
        HostClient client, BenchPlan plan, IProgress<BenchProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var samples = plan.Strategies.ToDictionary(strategy => strategy, _ => new List<StartSample>());
        // Not counted: code and interpreter come into the page cache, and instances that can be found warm come into being.
        foreach (var strategy in plan.Strategies)
            await TogetherAsync(client, plan, strategy, plan.Concurrency, cancellation).ConfigureAwait(false);
        for (var round = 0; samples.Values.First().Count < plan.Runs; round++)
        {
            for (var i = 0; i < plan.Strategies.Count; i++)
            {
                // Another one goes first in each round: what the one before leaves behind meets all of them.
                var strategy = plan.Strategies[(round + i) % plan.Strategies.Count];
                progress?.Report(new BenchProgress(strategy, samples[strategy].Count, plan.Runs));
                var count = Math.Min(plan.Concurrency, plan.Runs - samples[strategy].Count);
                samples[strategy].AddRange(await TakeAsync(client, plan, strategy, count, cancellation).ConfigureAwait(false));
            }
        }
        return samples.ToDictionary(each => each.Key, IReadOnlyList<StartSample> (each) => each.Value);
    }

    private static async Task<IReadOnlyList<StartSample>> TakeAsync(
        HostClient client, BenchPlan plan, string strategy, int count, CancellationToken cancellation)
    {
        var taken = new List<StartSample>();
        for (var attempt = 0; attempt < MostAttempts && taken.Count < count; attempt++)
        {
            var samples = await TogetherAsync(client, plan, strategy, count - taken.Count, cancellation).ConfigureAwait(false);
            taken.AddRange(samples.Where(sample => sample.Strategy == strategy));
        }
        return taken.Count == count ? taken : throw new BenchException(
            $"{plan.Function}: the host answers by another strategy than {strategy}{(strategy == Warm ? ": it keeps too few instances" : "")}");
    }

    private static Task<StartSample[]> TogetherAsync(HostClient client, BenchPlan plan, string strategy, int count, CancellationToken cancellation) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => StartSample.TakeAsync(client, plan, strategy, cancellation)));
}
