using System.Diagnostics;
using System.Globalization;
using Thaw.Api.Client;

namespace Thaw.Lab.Benchmarks;

/// <summary>One invocation, as its caller saw it.</summary>
/// <param name="Strategy">How the host says that it got its instance.</param>
/// <param name="Ms">From the request to the last byte of the answer, without what the host did aside, ms.</param>
/// <param name="Phases">What of it was spent on what, ms, in order; <c>http</c> is the rest: client, connection, server.</param>
/// <param name="MemoryBytes">The instance's memory after the answer (PSS), bytes; 0 where it is not known.</param>
public sealed record StartSample(string Strategy, double Ms, IReadOnlyList<KeyValuePair<string, double>> Phases, long MemoryBytes)
{
    private const string Aside = "aside";

    /// <summary>Invokes a function once.</summary>
    /// <param name="client">Asks the host.</param>
    /// <param name="plan">Which function, with which event.</param>
    /// <param name="strategy">One of the plan's.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="HostClientException">The host refuses.</exception>
    /// <exception cref="BenchException">The function fails.</exception>
    public static async Task<StartSample> TakeAsync(HostClient client, BenchPlan plan, string strategy, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(plan);
        var headers = new Dictionary<string, string>
        {
            ["X-Thaw-Strategy"] = strategy,
            ["X-Thaw-Measure"] = plan.ColdCache ? "memory,cold-cache" : "memory",
        };
        var begin = Stopwatch.GetTimestamp();
        var answer = await client.InvokeAsync(plan.Function, plan.Event, headers, cancellation).ConfigureAwait(false);
        var elapsed = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        if (answer.FunctionError is not null)
            throw new BenchException($"{plan.Function}: the function fails: {(answer.Payload.Length > 300 ? answer.Payload[..300] + "…" : answer.Payload)}");
        var told = Timing(answer.Header("Server-Timing") ?? "");
        var phases = told.Where(phase => phase.Key != Aside).ToList();
        var ms = Math.Max(0, elapsed - told.Where(phase => phase.Key == Aside).Sum(phase => phase.Value));
        phases.Add(KeyValuePair.Create("http", Math.Max(0, ms - phases.Sum(phase => phase.Value))));
        return new StartSample(answer.Strategy ?? "", ms, phases, long.TryParse(answer.Header("X-Thaw-Memory"), out var bytes) ? bytes : 0);
    }

    // As "queue;dur=0.1, prepare;dur=0.02".
    private static List<KeyValuePair<string, double>> Timing(string header) =>
        [.. header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split(";dur=")).Where(part => part.Length == 2)
            .Select(part => KeyValuePair.Create(part[0], double.Parse(part[1], CultureInfo.InvariantCulture)))];
}
