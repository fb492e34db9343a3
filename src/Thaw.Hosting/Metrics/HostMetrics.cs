using System.Collections.Concurrent;
using System.Globalization;
using Thaw.Hosting.Invoking;

namespace Thaw.Hosting.Metrics;

/// <summary>What a host counts of its invocations: cold starts by strategy and phase, above all.</summary>
/// <remarks>Members may be called from any thread.</remarks>
public sealed class HostMetrics
{
    private readonly ConcurrentDictionary<(string Function, string Strategy, string Outcome), long> _invocations = new();
    private readonly ConcurrentDictionary<(string Strategy, string Phase), Histogram> _phases = new();
    private readonly ConcurrentDictionary<string, Histogram> _durations = new(StringComparer.Ordinal);

    /// <summary>Counts an invocation.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="done">How it went.</param>
    public void Add(string function, CompletedInvocation done)
    {
        ArgumentNullException.ThrowIfNull(done);
        var outcome = done.Answer switch { { IsError: false } => "result", { ErrorType: null } => "error", _ => "lost" };
        _invocations.AddOrUpdate((function, done.Strategy, outcome), 1, static (_, count) => count + 1);
        _durations.GetOrAdd(done.Strategy, static _ => new Histogram()).Add(done.Answer.DurationMs);
        if (done.ColdStart is not { } cold)
            return;
        Add(cold.Strategy, "prepare", cold.PrepareMs);
        Add(cold.Strategy, "sandbox", cold.SandboxMs);
        Add(cold.Strategy, "runtime", cold.RuntimeMs);
        Add(cold.Strategy, "import", cold.ImportMs);
        Add(cold.Strategy, "queue", Math.Max(0, done.QueueMs - cold.PrepareMs - cold.SandboxMs - cold.InitMs));
        Add(cold.Strategy, "handler", done.Answer.DurationMs);
        Add(cold.Strategy, "total", done.QueueMs + done.Answer.DurationMs);
    }

    /// <summary>Writes everything in Prometheus' text format.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="gauges">What the host counts now: name, help, value.</param>
    public void Write(TextWriter writer, params ReadOnlySpan<(string Name, string Help, long Value)> gauges)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (var (name, help, value) in gauges)
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n"));
        writer.Write("# HELP thaw_invocations_total Invocations that were answered; lost ones ended their instance.\n# TYPE thaw_invocations_total counter\n");
        foreach (var (key, count) in _invocations)
        {
            // Names have no character that the format would have to escape.
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"thaw_invocations_total{{function=\"{key.Function}\",strategy=\"{key.Strategy}\",outcome=\"{key.Outcome}\"}} {count}\n"));
        }
        writer.Write("# HELP thaw_cold_start_seconds Cold starts by phase; total is what the caller waited for.\n# TYPE thaw_cold_start_seconds histogram\n");
        foreach (var ((strategy, phase), histogram) in _phases)
            histogram.Write(writer, "thaw_cold_start_seconds", $"strategy=\"{strategy}\",phase=\"{phase}\"");
        writer.Write("# HELP thaw_invocation_seconds From the event's way into an instance to its answer.\n# TYPE thaw_invocation_seconds histogram\n");
        foreach (var (strategy, histogram) in _durations)
            histogram.Write(writer, "thaw_invocation_seconds", $"strategy=\"{strategy}\"");
    }

    private void Add(string strategy, string phase, double milliseconds) =>
        _phases.GetOrAdd((strategy, phase), static _ => new Histogram()).Add(milliseconds);
}
