using Thaw.Profiling.Analysis.Graphs;
using Thaw.Profiling.Analysis.Usage;

namespace Thaw.Optimizing.Planning;

/// <summary>Which modules each event needs: those of which a function ran in it, and those that a run showed it to load.</summary>
internal sealed class EventReach
{
    private readonly EventWeights _weights;
    private readonly List<int>[] _roots;

    private EventReach(EventWeights weights, List<int>[] roots)
    {
        _weights = weights;
        _roots = roots;
    }

    /// <summary>Collects them; events that are held out are not among <paramref name="weights"/>.</summary>
    public static EventReach Of(ImportGraph graph, UseIndex uses, EventWeights weights, PlanEvidence evidence)
    {
        var roots = weights.Names.Select(_ => new List<int>()).ToArray();
        for (var module = 0; module < graph.ModuleCount; module++)
        {
            for (var i = 0; i < roots.Length && graph.InInit(module); i++)
            {
                if (uses.Events(module).Contains(i))
                {
                    roots[i].Add(module);
                }
            }
        }

        foreach (var (name, module) in evidence.EventLoads)
        {
            var set = weights.SetOf([name]);
            for (var i = 0; i < roots.Length; i++)
            {
                if (set.Contains(i) && graph.Names.ByName.TryGetValue(module, out var index) && graph.InInit(index))
                {
                    roots[i].Add(index);
                }
            }
        }

        return new EventReach(weights, roots);
    }

    /// <summary>Modules that any event needs itself.</summary>
    public IEnumerable<int> Anywhere => _roots.SelectMany(root => root).Distinct();

    /// <summary>Share of all invocations in which each module is loaded under a plan, 0 to 1, by module; those that init loads included.</summary>
    public double[] Shares(PlanGraph graph, bool[] isCut)
    {
        double[] shares = [];
        for (var i = 0; i < _roots.Length; i++)
        {
            var loaded = graph.Loaded(isCut, _roots[i]);
            var share = _weights.ShareOf(EventSet.Of(i));
            shares = shares.Length == 0 ? new double[loaded.Length] : shares;
            for (var module = 0; module < loaded.Length; module++)
            {
                shares[module] += loaded[module] ? share : 0;
            }
        }

        return shares;
    }
}
