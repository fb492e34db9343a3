using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis;

/// <summary>What each module costs by itself in init: the figures that exclusive costs are sums of.</summary>
/// <remarks>
/// ms = its own time + linking + its share of the collector. The collector runs because objects were made, not
/// because of the module in which it happened to start: its time is shared out by Python heap gained, or by own
/// time where no heap was recorded. Bytes = resident set gained.
/// </remarks>
public sealed class ModuleCosts
{
    private readonly double[] _ms;
    private readonly long[] _bytes;

    private ModuleCosts(double[] ms, long[] bytes)
    {
        _ms = ms;
        _bytes = bytes;
    }

    /// <summary>Computes the costs; modules of the invoke phase cost nothing in init.</summary>
    public static ModuleCosts Of(ImportsPass imports)
    {
        var modules = imports.Modules;
        var share = CollectorShares(modules);
        var ms = new double[modules.Count];
        var bytes = new long[modules.Count];
        for (var i = 0; i < modules.Count; i++)
        {
            if (modules[i].Phase == Phases.Init)
            {
                ms[i] = modules[i].SelfMs + modules[i].LinkMs + (share[i] * imports.CollectorMs);
                bytes[i] = modules[i].ResidentBytes;
            }
        }

        return new ModuleCosts(ms, bytes);
    }

    /// <summary>Time of one module, ms.</summary>
    public double Ms(int module) => _ms[module];

    /// <summary>Resident bytes of one module; can be slightly negative.</summary>
    public long Bytes(int module) => _bytes[module];

    /// <summary>Sums over a set of modules.</summary>
    public ImportCost Sum(IReadOnlyList<int> modules)
    {
        double ms = 0;
        long bytes = 0;
        for (var i = 0; i < modules.Count; i++)
        {
            ms += _ms[modules[i]];
            bytes += _bytes[modules[i]];
        }

        return new ImportCost(ms, bytes, modules.Count);
    }

    private static double[] CollectorShares(IReadOnlyList<ModuleLoad> modules)
    {
        var byHeap = new double[modules.Count];
        var byTime = new double[modules.Count];
        double heap = 0, time = 0;
        for (var i = 0; i < modules.Count; i++)
        {
            if (modules[i].Phase == Phases.Init)
            {
                heap += byHeap[i] = Math.Max(0, modules[i].HeapBytes);
                time += byTime[i] = Math.Max(0, modules[i].SelfMs);
            }
        }

        var (part, whole) = heap > 0 ? (byHeap, heap) : (byTime, time);
        return Array.ConvertAll(part, value => whole > 0 ? value / whole : 0);
    }
}

/// <summary>The cost of a set of modules.</summary>
/// <param name="Ms">Time in init, ms.</param>
/// <param name="Bytes">Resident bytes.</param>
/// <param name="Modules">How many modules.</param>
public readonly record struct ImportCost(double Ms, long Bytes, int Modules);
