using Thaw.Profiling.Analysis.Graphs;
using Thaw.Profiling.Analysis.Usage;
using Thaw.Profiling.Recordings;

namespace Thaw.Optimizing.Planning;

/// <summary>The import graph as a plan needs it: with what else makes a module load once its import is deferred.</summary>
/// <remarks>
/// Beside the edges of <see cref="ImportGraph"/>: from the execution of <c>from package import Name</c> to the modules
/// that the name really comes from; from a module to another whose functions ran while it was initialised; and from
/// a module to another that a run of an edited package showed it to load.
/// Not safe for use by several threads at once.
/// </remarks>
internal sealed class PlanGraph
{
    private readonly ImportGraph _graph;
    private readonly Adjacency _successors;
    private readonly int[] _candidateOfExecution;
    private readonly int[] _seen;
    private readonly int[] _stack;
    private readonly int[][] _targets;
    private readonly ILookup<int, Candidate> _leading;
    private int _round;

    private PlanGraph(ImportGraph graph, Adjacency successors, int[] candidateOfExecution, CandidateTable candidates)
    {
        _graph = graph;
        _successors = successors;
        _candidateOfExecution = candidateOfExecution;
        _seen = new int[successors.NodeCount];
        _stack = new int[successors.NodeCount];
        _targets = [.. candidates.All.Select(Targets)];
        _leading = candidates.All.SelectMany(candidate => _targets[candidate.Id].Select(module => (Module: module, Candidate: candidate)))
            .ToLookup(pair => pair.Module, pair => pair.Candidate);
    }

    /// <summary>Edges forwards.</summary>
    public Adjacency Successors => _successors;

    /// <summary>Builds it.</summary>
    public static PlanGraph Of(
        ImportsPass imports, ImportGraph graph, UseIndex uses, CandidateTable candidates, NameProviders providers, PlanEvidence evidence)
    {
        var edges = new List<(int From, int To)>();
        for (var node = 0; node < graph.Successors.NodeCount; node++)
        {
            foreach (var target in graph.Successors[node])
            {
                edges.Add((node, target));
            }
        }

        var candidateOf = new int[graph.ExecutionCount];
        for (var execution = 0; execution < candidateOf.Length; execution++)
        {
            candidateOf[execution] = candidates.Of(graph.StatementOf(execution));
        }

        AddNames(edges, imports, graph, candidates, providers);
        AddNeeds(edges, graph, uses);
        AddEvidence(edges, graph, evidence);
        return new PlanGraph(graph, Adjacency.Of(graph.Successors.NodeCount, edges), candidateOf, candidates);
    }

    /// <summary>The candidate that an execution belongs to; -1 for none.</summary>
    public int CandidateOf(int execution) => _candidateOfExecution[execution];

    /// <summary>Modules that are loaded, by module.</summary>
    /// <param name="isCut">Candidates that are deferred.</param>
    /// <param name="extra">Modules that are loaded besides what the root leads to.</param>
    public bool[] Loaded(bool[] isCut, IReadOnlyCollection<int> extra)
    {
        _round++;
        var depth = 0;
        Reach(ImportGraph.Root, isCut, ref depth);
        foreach (var module in extra)
        {
            Reach(ImportGraph.NodeOfModule(module), isCut, ref depth);
        }

        while (depth > 0)
        {
            foreach (var successor in _successors[_stack[--depth]])
            {
                Reach(successor, isCut, ref depth);
            }
        }

        var loaded = new bool[_graph.ModuleCount];
        for (var module = 0; module < loaded.Length; module++)
        {
            loaded[module] = _graph.InInit(module) && _seen[ImportGraph.NodeOfModule(module)] == _round;
        }

        return loaded;
    }

    /// <summary>Modules that the executions of a candidate lead to directly, each once.</summary>
    public IReadOnlyList<int> TargetsOf(Candidate candidate) => _targets[candidate.Id];

    /// <summary>Candidates that lead to a module directly, in their order.</summary>
    public IEnumerable<Candidate> LeadingTo(int module) => _leading[module];

    private int[] Targets(Candidate candidate)
    {
        var found = new List<int>();
        foreach (var statement in candidate.Statements)
        {
            foreach (var execution in _graph.ExecutionsOf(statement))
            {
                foreach (var node in _successors[_graph.NodeOfExecution(execution)])
                {
                    if (_graph.ModuleOf(node) is >= 0 and var module)
                    {
                        found.Add(module);
                    }
                }
            }
        }

        return [.. found.Distinct()];
    }

    private void Reach(int node, bool[] isCut, ref int depth)
    {
        if (_seen[node] == _round)
        {
            return;
        }

        var execution = _graph.ExecutionOf(node);
        if (execution >= 0 && _candidateOfExecution[execution] is >= 0 and var candidate && isCut[candidate])
        {
            return;
        }

        _seen[node] = _round;
        _stack[depth++] = node;
    }

    private static void AddNames(
        List<(int, int)> edges, ImportsPass imports, ImportGraph graph, CandidateTable candidates, NameProviders providers)
    {
        foreach (var candidate in candidates.All)
        {
            var isPackage = candidate.Holder >= 0 && imports.Modules[candidate.Holder].IsPackage;
            int[] behind = [.. candidate.Facts.SelectMany(import => providers.Behind(import, candidate.Edit.Module, isPackage)).Where(graph.InInit)];
            foreach (var statement in candidate.Statements)
            {
                foreach (var execution in graph.ExecutionsOf(statement))
                {
                    edges.AddRange(behind.Select(module => (graph.NodeOfExecution(execution), ImportGraph.NodeOfModule(module))));
                }
            }
        }
    }

    private static void AddNeeds(List<(int, int)> edges, ImportGraph graph, UseIndex uses)
    {
        for (var module = 0; module < graph.ModuleCount; module++)
        {
            foreach (var need in uses.InitNeeds(module))
            {
                if (need.Needer >= 0 && need.Needer != module && graph.InInit(module) && graph.InInit(need.Needer))
                {
                    edges.Add((ImportGraph.NodeOfModule(need.Needer), ImportGraph.NodeOfModule(module)));
                }
            }
        }
    }

    private static void AddEvidence(List<(int, int)> edges, ImportGraph graph, PlanEvidence evidence)
    {
        foreach (var (importer, module) in evidence.InitLoads)
        {
            if (graph.Names.ByName.TryGetValue(importer, out var from) && graph.Names.ByName.TryGetValue(module, out var to)
                && graph.InInit(from) && graph.InInit(to))
            {
                edges.Add((ImportGraph.NodeOfModule(from), ImportGraph.NodeOfModule(to)));
            }
        }
    }
}
