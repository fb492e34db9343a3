using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis;

/// <summary>What each module costs by itself in init: the figures that exclusive costs are sums of.</summary>
/// <remarks>
/// ms = its own time + linking + its share of the collector. The collector runs because objects were made, not
/// because of the module in which it happened to start: its time is shared out by Python heap gained, or by own
/// time where no heap was recorded. Bytes = resident set gained.
/// <para>
/// What a set of modules takes from the collector is more than the sum of their shares. A full collection comes after
/// every 70,000 or so new containers (CPython's thresholds 700, 10, 10) and walks all that live by then, so the
/// collector's time grows with the square of the heap until full collections become rarer (at four times that number:
/// the 25 % rule of gcmodule.c). Without a share s of the heap, (1 - s)² of the time is left.
/// </para>
/// </remarks>
public sealed class ModuleCosts
{
    private readonly double[] _own;
    private readonly double[] _share;
    private readonly long[] _bytes;
    private readonly double _collectorMs;

    private ModuleCosts(double[] own, double[] share, long[] bytes, double collectorMs)
    {
        _own = own;
        _share = share;
        _bytes = bytes;
        _collectorMs = collectorMs;
    }

    /// <summary>Computes the costs; modules of the invoke phase cost nothing in init.</summary>
    public static ModuleCosts Of(ImportsPass imports)
    {
        var modules = imports.Modules;
        var share = CollectorShares(modules);
        var own = new double[modules.Count];
        var bytes = new long[modules.Count];
        for (var i = 0; i < modules.Count; i++)
        {
            if (modules[i].Phase == Phases.Init)
            {
                own[i] = modules[i].SelfMs + modules[i].LinkMs;
                bytes[i] = modules[i].ResidentBytes;
            }
        }

        return new ModuleCosts(own, share, bytes, imports.CollectorMs);
    }

    /// <summary>Time of one module, ms: its part of the whole, so that those of all modules add up to init.</summary>
    public double Ms(int module) => _own[module] + (_share[module] * _collectorMs);

    /// <summary>Own time and linking of one module, without the collector, ms.</summary>
    public double OwnMs(int module) => _own[module];

    /// <summary>Share of one module in what the collector has to walk, 0 to 1.</summary>
    public double HeapShare(int module) => _share[module];

    /// <summary>What the collector no longer takes when a share of the heap (0 to 1) is not made, ms.</summary>
    public double CollectorSavedMs(double heapShare) => _collectorMs * (1 - ((1 - heapShare) * (1 - heapShare)));

    /// <summary>Resident bytes of one module; can be slightly negative.</summary>
    public long Bytes(int module) => _bytes[module];

    /// <summary>What a set of modules costs: what init would not take without them.</summary>
    public ImportCost Sum(IReadOnlyList<int> modules)
    {
        double ms = 0, heap = 0;
        long bytes = 0;
        for (var i = 0; i < modules.Count; i++)
        {
            ms += _own[modules[i]];
            heap += _share[modules[i]];
            bytes += _bytes[modules[i]];
        }

        return new ImportCost(ms + CollectorSavedMs(Math.Min(1, heap)), bytes, modules.Count);
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
