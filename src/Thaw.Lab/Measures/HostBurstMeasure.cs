using System.Diagnostics;
using System.Text;
using Thaw.Api.Client;
using Thaw.Lab.Experiments;
using Thaw.Lab.Hosts;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>Whether a host loses requests when many come at once and no instance is there; and what it holds while it has nothing to do.</summary>
internal sealed class HostBurstMeasure : IMeasure
{
    private const int Usual = 500;

    /// <inheritdoc/>
    public string Name => "host-burst";

    /// <inheritdoc/>
    public string Description => "Memory of a host with nothing to do; then cold requests all at once: each is served, answered 429, or lost.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["idleBytes", "lost", "served", "refused", "seconds"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = ["requests"];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var requests = measurement.CountOf("requests", Usual, context.Quick);
        using var host = HostProcess.Start(context, Path.Combine(context.ScratchFolder, "burst"));
        host.Deploy(Path.Combine(context.Root.Functions, "helloworld"), "helloworld");
        outcome.Set("idleBytes", Estimate.Exact(HostFootprint.Read(host.Pid).MemoryBytes));
        using var client = host.CreateClient();
        context.Report(Name, "helloworld", 0, 1);
        var begin = Stopwatch.GetTimestamp();
        var answers = Task.WhenAll(Enumerable.Range(0, requests).Select(_ => AskAsync(client, context.Cancellation))).GetAwaiter().GetResult();
        outcome.Set("seconds", Estimate.Exact(Stopwatch.GetElapsedTime(begin).TotalSeconds));
        foreach (var kind in new[] { "served", "refused", "lost" })
            outcome.Set(kind, Estimate.Exact(answers.Count(answer => answer.Kind == kind)));
        foreach (var lost in answers.Where(answer => answer.Kind == "lost").Take(3))
            outcome.Note("lost", lost.Why);
        return outcome;
    }

    private static async Task<(string Kind, string Why)> AskAsync(HostClient client, CancellationToken cancellation)
    {
        try
        {
            var answer = await client.InvokeAsync("helloworld", Encoding.UTF8.GetBytes("""{"name": "Ada"}"""), new Dictionary<string, string>(), cancellation).ConfigureAwait(false);
            return answer.Payload.Contains("Hello, Ada!", StringComparison.Ordinal) ? ("served", "") : ("lost", answer.Payload);
        }
        catch (HostClientException e)
        {
            return (e.ErrorType == "TooManyRequestsException" ? "refused" : "lost", e.Message);
        }
    }
}
