using Thaw.Profiling.Analysis.Graphs;
using Thaw.Profiling.Analysis.Usage;
using Thaw.Python.Environments;

namespace Thaw.Optimizing.Planning;

/// <summary>Modules of init that no event reaches: the bound of what deferring them can save.</summary>
/// <remarks>
/// What has to stay is the handler's module; every module of which a function ran in an event; the packages that those
/// lie in; modules whose functions run while one that stays is initialised; and what the standard library's own
/// modules import, because those are never edited. Everything else counts, also what a base class or a constant needs.
/// </remarks>
internal sealed class Unreached
{
    private readonly bool[] _stays;

    public Unreached(PlanState state, UseIndex uses)
    {
        var graph = state.Init;
        _stays = new bool[graph.ModuleCount];
        var needs = Needs(graph, uses);
        var todo = new Stack<int>([0, .. state.Events.Anywhere]);
        while (todo.TryPop(out var module))
        {
            if (module < 0 || !graph.InInit(module) || _stays[module])
            {
                continue;
            }

            _stays[module] = true;
            todo.Push(graph.Names.Parent(module));
            foreach (var needed in needs[module])
            {
                todo.Push(needed);
            }

            if (state.Imports.Modules[module].Library == DistributionIndex.Python)
            {
                PushImports(graph, module, todo);
            }
        }

        Modules = state.Lost(_stays);
    }

    /// <summary>Them, in load order.</summary>
    public IReadOnlyList<int> Modules { get; }

    /// <summary>True for one of them.</summary>
    public bool Contains(int module) => !_stays[module];

    private static ILookup<int, int> Needs(ImportGraph graph, UseIndex uses) =>
        Enumerable.Range(0, graph.ModuleCount)
            .SelectMany(module => uses.InitNeeds(module).Select(need => (need.Needer, Module: module)))
            .ToLookup(pair => pair.Needer, pair => pair.Module);

    private static void PushImports(ImportGraph graph, int module, Stack<int> todo)
    {
        foreach (var node in graph.Successors[ImportGraph.NodeOfModule(module)])
        {
            if (graph.ExecutionOf(node) >= 0)
            {
                foreach (var target in graph.Successors[node])
                {
                    todo.Push(graph.ModuleOf(target));
                }
            }
        }
    }
}
