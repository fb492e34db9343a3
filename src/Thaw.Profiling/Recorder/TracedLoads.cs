using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>One module load as the tracer in the agent wrote it; amounts in the counter's unit (ns or bytes).</summary>
internal readonly record struct TracedLoad(
    string Name, int Outer, StatementKey Statement, string Phase, int Event, long Self, long Linked, long Collected, long Total, bool Failed);

/// <summary>What a module is, as far as its spec tells.</summary>
internal readonly record struct ModuleFacts(string? File, string Loader, bool IsPackage);

/// <summary>Identity of an import statement.</summary>
internal readonly record struct StatementKey(string File, int Line, string Function, string Module);

/// <summary>An executed statement: who was initialising, and what it asked for.</summary>
internal readonly record struct TracedEdge(int Importer, StatementKey Statement, IReadOnlyList<string> Targets, string Phase);

/// <summary>Totals of one phase in the tracer's counter.</summary>
/// <param name="Phase"><c>init</c> or <c>invoke</c>.</param>
/// <param name="Event">Index of the event; -1 in init.</param>
/// <param name="Nested">Everything under loads.</param>
/// <param name="Collected">The collector.</param>
/// <param name="Overhead">The tracer itself.</param>
/// <param name="Collections">How often the collector ran, by generation.</param>
/// <param name="CollectedIn">What it took, by generation.</param>
/// <param name="Begun">The counter when the phase began.</param>
/// <param name="Thresholds">The collector's thresholds at the phase's end.</param>
internal readonly record struct TracedTotal(
    string Phase, int Event, long Nested, long Collected, long Overhead,
    long[] Collections, long[] CollectedIn, long Begun, long[] Thresholds);

/// <summary>The tracer's records of one process.</summary>
internal sealed class TracedLoads
{
    private TracedLoads(TracedLoad[] loads, TracedEdge[] edges, TracedTotal[] totals, Dictionary<string, ModuleFacts> modules)
    {
        Loads = loads;
        Edges = edges;
        Totals = totals;
        Modules = modules;
    }

    public IReadOnlyList<TracedLoad> Loads { get; }

    public IReadOnlyList<TracedEdge> Edges { get; }

    public IReadOnlyList<TracedTotal> Totals { get; }

    public IReadOnlyDictionary<string, ModuleFacts> Modules { get; }

    /// <summary>Reads them; null if the process did not get as far as its report.</summary>
    public static TracedLoads? From(AgentRun run) => From(run.Records);

    /// <summary>The same of a process's records alone.</summary>
    public static TracedLoads? From(IReadOnlyDictionary<string, object?[]> records)
    {
        if (!records.TryGetValue("loads", out object?[]? loads)
            || !records.TryGetValue("totals", out object?[]? totals)
            || !records.TryGetValue("edges", out object?[]? edges)
            || !records.TryGetValue("modules", out object?[]? modules))
        {
            return null;
        }

        var facts = new Dictionary<string, ModuleFacts>(StringComparer.Ordinal);
        foreach (object?[] item in Items(modules))
        {
            facts[(string)item[0]!] = new ModuleFacts((string?)item[1], (string)item[2]!, (bool)item[3]!);
        }

        return new TracedLoads(
            [.. Items(loads).Select(ToLoad)], [.. Items(edges).Select(ToEdge)], [.. Items(totals).Select(ToTotal)], facts);
    }

    private static IEnumerable<object?[]> Items(object?[] record) => ((object?[])record[1]!).OfType<object?[]>();

    private static TracedLoad ToLoad(object?[] item)
    {
        var where = (object?[])item[2]!;
        return new TracedLoad(
            (string)item[0]!,
            (int)(long)item[1]!,
            new StatementKey((string)where[0]!, (int)(long)(where[1] ?? 0L), (string)where[2]!, (string)where[3]!),
            (string)item[3]!,
            (int)(long)item[4]!,
            (long)item[5]!,
            (long)item[6]!,
            (long)item[7]!,
            (long)item[8]!,
            (bool)item[9]!);
    }

    private static TracedEdge ToEdge(object?[] item) => new(
        (int)(long)item[0]!,
        new StatementKey((string)item[1]!, (int)(long)(item[2] ?? 0L), (string)item[3]!, (string)item[4]!),
        [.. ((object?[])item[5]!).Select(name => (string)name!)],
        (string)item[6]!);

    private static TracedTotal ToTotal(object?[] item) => new(
        (string)item[0]!, (int)(long)item[1]!, (long)item[2]!, (long)item[3]!, (long)item[4]!,
        ToNumbers(item[5]), ToNumbers(item[6]), (long)item[7]!, ToNumbers(item[8]));

    private static long[] ToNumbers(object? item) => [.. ((object?[])item!).Select(number => (long)number!)];
}
