using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis;

/// <summary>What the garbage collector takes in init, as a function of how many containers are made.</summary>
/// <remarks>
/// CPython 3.9 to 3.13 (gcmodule.c): when the youngest generation has grown by more than the first threshold, a
/// collection comes; the twelfth of them is one of the middle generation, and after eleven of those a full one comes as
/// soon as what is new is more than a quarter of what the last full one left. A full collection walks everything that
/// lives by then. So the collector's time is a staircase over the number of containers: leaving out a small module
/// saves a whole full collection where that was only just reached, and next to nothing elsewhere.
/// <para>The heights of the steps come from the recording: what the collections of each generation took there.</para>
/// </remarks>
internal sealed class CollectorModel
{
    private readonly double _made;
    private readonly double _before;
    private readonly double _youngMs;
    private readonly double[] _fullAt;
    private readonly double _fullMsPerContainer;

    private CollectorModel(double made, double before, double youngMs, double[] fullAt, double fullMs)
    {
        _made = made;
        _before = before;
        _youngMs = youngMs;
        _fullAt = fullAt;
        _fullMsPerContainer = fullAt.Length > 0 ? fullMs / fullAt.Sum() : 0;
    }

    /// <summary>
    /// The model of a recording; null if it did not count containers, or if it would be wrong: another collector
    /// (incremental, since 3.14), or a function that steers the collector itself.
    /// </summary>
    public static CollectorModel? Of(ImportsPass imports)
    {
        if (imports.Collector is not { Thresholds: [> 0, > 0, > 0], Generations.Count: 3 } record)
        {
            return null;
        }

        double made = 0;
        foreach (ModuleLoad module in imports.Modules)
        {
            made += module.Phase == Phases.Init ? module.NewContainers : 0;
        }

        double before = record.ContainersBefore;
        double[] all = FullCollections(record.Thresholds, before + made);
        double[] inInit = [.. all.Where(at => at > before)];
        var (young, middle, full) = (record.Generations[0], record.Generations[1], record.Generations[2]);
        return made > 0 && inInit.Length == (int)Math.Round(full.Collections)
            ? new CollectorModel(made, before, young.Ms + middle.Ms, inInit, full.Ms)
            : null;
    }

    /// <summary>What the collector no longer takes when a share (0 to 1) of init's containers is not made, ms.</summary>
    public double SavedMs(double share)
    {
        double left = _before + (_made * (1 - share));
        double full = 0;
        foreach (double at in _fullAt)
        {
            full += at > left ? at : 0;
        }

        return (_youngMs * share) + (full * _fullMsPerContainer);
    }

    /// <summary>After how many containers since the interpreter's start full collections come, up to <paramref name="made"/>.</summary>
    private static double[] FullCollections(IReadOnlyList<long> thresholds, double made)
    {
        double young = thresholds[0] + 1;
        double middle = young * (thresholds[1] + 2);
        double full = (middle * (thresholds[2] + 1)) + young;
        var found = new List<double>();
        double last = 0;
        for (double at = full; at <= made; at += full)
        {
            while (found.Count > 0 && at - last <= last / 4)
            {
                at += middle;
            }

            if (at > made)
            {
                break;
            }

            found.Add(at);
            last = at;
        }

        return [.. found];
    }
}
