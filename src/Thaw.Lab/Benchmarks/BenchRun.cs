using System.Diagnostics;
using Thaw.Api.Client;
using Thaw.Functions;
using Thaw.Lab.Machines;

namespace Thaw.Lab.Benchmarks;

/// <summary>A whole benchmark: what it is on, the samples, the figures.</summary>
public static class BenchRun
{
    /// <summary>Makes it.</summary>
    /// <param name="client">Asks the host.</param>
    /// <param name="plan">What to measure.</param>
    /// <param name="progress">Told of each round; may be null.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HostClientException">The host refuses.</exception>
    /// <exception cref="BenchException">The function fails.</exception>
    public static async Task<BenchReport> MakeAsync(HostClient client, BenchPlan plan, IProgress<BenchProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(plan);
        var configuration = await client.AskAsync(
            HttpMethod.Get, $"/2015-03-31/functions/{Uri.EscapeDataString(plan.Function)}/configuration", [], cancellation).ConfigureAwait(false);
        var machine = MachineDescription.Current();
        var (measuredAt, begin) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
        var samples = await StrategyBench.RunAsync(client, plan, progress, cancellation).ConfigureAwait(false);
        return new BenchReport
        {
            ThawVersion = ThawBuild.Version,
            MeasuredAt = measuredAt,
            Seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds,
            Machine = machine,
            Function = plan.Function,
            Runtime = configuration.GetProperty("Runtime").GetString()!,
            MemoryMb = configuration.GetProperty("MemorySize").GetInt32(),
            Concurrency = plan.Concurrency,
            ColdCache = plan.ColdCache,
            Results = BenchReportBuilder.Build(samples, plan.Strategies),
        };
    }
}
