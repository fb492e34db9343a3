using Thaw.Images.Traces;

namespace Thaw.Images.Simulation;

/// <summary>The functions of a trace, each taken for one of the kinds whose costs are known: traces do not tell what their functions load.</summary>
internal sealed class SimulatedFunctions
{
    public SimulatedFunctions(InvocationTrace trace, SimulationCosts costs, ulong seed)
    {
        Costs = costs;
        Kinds = [.. costs.Kinds.Select(kind => new KindCosts(costs, kind))];
        Count = trace.Functions.Count;
        KindOf = new int[Count];
        DataBytes = new long[Count];
        var whole = costs.Kinds.Sum(kind => kind.Weight);
        for (var function = 0; function < Count; function++)
        {
            KindOf[function] = Draw(costs, Share(seed, function) * whole);
            // What the trace says of memory counts its libraries, too.
            DataBytes[function] = Math.Max(0, (trace.Functions[function].MemoryBytes ?? 0) - Kinds[KindOf[function]].Boot.Bytes);
        }
    }

    /// <summary>The costs.</summary>
    public SimulationCosts Costs { get; }

    /// <summary>The kinds.</summary>
    public IReadOnlyList<KindCosts> Kinds { get; }

    /// <summary>How many functions there are.</summary>
    public int Count { get; }

    /// <summary>The kind of each function, index.</summary>
    public int[] KindOf { get; }

    /// <summary>Memory that an instance takes for its invocations' data, whatever it is started from, bytes.</summary>
    public long[] DataBytes { get; }

    /// <summary>The costs of a function.</summary>
    public KindCosts CostsOf(int function) => Kinds[KindOf[function]];

    private static double Share(ulong seed, int function)
    {
        // Another stream than that of a synthetic trace with the same seed: popularity and kind are independent.
        var random = SeededRandom.Of(~seed, (ulong)function);
        return random.NextPositive();
    }

    private static int Draw(SimulationCosts costs, double place)
    {
        var kind = 0;
        for (; kind < costs.Kinds.Count - 1 && place > costs.Kinds[kind].Weight; kind++)
            place -= costs.Kinds[kind].Weight;
        return kind;
    }
}
