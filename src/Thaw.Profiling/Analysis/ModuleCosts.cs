using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis;

/// <summary>What each module costs by itself in init: the figures that exclusive costs are sums of.</summary>
/// <remarks>
/// ms = its own time + linking + its share of the collector. The collector runs because objects were made, not
/// because of the module in which it happened to start: its time is shared out by containers made, or, in recordings
/// that did not count them, by Python heap gained or own time. Bytes = resident set gained.
/// <para>
/// What a set of modules takes from the collector is not the sum of their shares: see <see cref="CollectorModel"/>.
/// Where that does not apply, full collections are taken to come at even distances and to walk what lives by then: without
/// a share s of the containers, (1 - s)² of the time is left.
/// </para>
/// </remarks>
public sealed class ModuleCosts
{
    private readonly double[] _own;
    private readonly double[] _share;
    private readonly long[] _bytes;
    private readonly double _collectorMs;
    private readonly CollectorModel? _collector;

    private ModuleCosts(double[] own, double[] share, long[] bytes, double collectorMs, CollectorModel? collector)
    {
        _collector = collector;
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

        return new ModuleCosts(own, share, bytes, imports.CollectorMs, CollectorModel.Of(imports));
    }

    /// <summary>Time of one module, ms: its part of the whole, so that those of all modules add up to init.</summary>
    public double Ms(int module) => _own[module] + (_share[module] * _collectorMs);

    /// <summary>Own time and linking of one module, without the collector, ms.</summary>
    public double OwnMs(int module) => _own[module];

    /// <summary>Share of one module in the containers that init makes, 0 to 1.</summary>
    public double HeapShare(int module) => _share[module];

    /// <summary>What the collector no longer takes when a share of the containers (0 to 1) is not made, ms.</summary>
    public double CollectorSavedMs(double share) =>
        _collector?.SavedMs(share) ?? _collectorMs * (1 - ((1 - share) * (1 - share)));

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
        ReadOnlySpan<Func<ModuleLoad, double>> measures = [module => module.NewContainers, module => module.HeapBytes, module => module.SelfMs];
        foreach (var measure in measures)
        {
            double[] parts = [.. modules.Select(module => module.Phase == Phases.Init ? Math.Max(0, measure(module)) : 0)];
            if (parts.Sum() is > 0 and var whole)
            {
                return Array.ConvertAll(parts, part => part / whole);
            }
        }

        return new double[modules.Count];
    }
}

/// <summary>The cost of a set of modules.</summary>
/// <param name="Ms">Time in init, ms.</param>
/// <param name="Bytes">Resident bytes.</param>
/// <param name="Modules">How many modules.</param>
public readonly record struct ImportCost(double Ms, long Bytes, int Modules);
