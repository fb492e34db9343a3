namespace Thaw.Profiling.Analysis.Graphs;

/// <summary>What would not be loaded at all if something were not imported.</summary>
/// <remarks>
/// Where one node stands for the cut, its dominator subtree is the answer. A package is cut with everything below
/// it, and a statement with all its executions: where those are not below one node of the dominator tree, the
/// answer is a search of what is still reached. Not safe for use by several threads at once.
/// </remarks>
public sealed class LossFinder
{
    private readonly ImportGraph _graph;
    private readonly Reachability _reach;
    private readonly List<int> _lost = [];

    /// <summary>Prepares for questions about <paramref name="graph"/>.</summary>
    public LossFinder(ImportGraph graph)
    {
        _graph = graph;
        _reach = new Reachability(graph);
    }

    /// <summary>Modules lost with a module and everything below it by name; valid until the next question.</summary>
    public IReadOnlyList<int> OfModule(int module)
    {
        var node = ImportGraph.NodeOfModule(module);
        if (!_graph.InInit(module))
        {
            return OfNothing();
        }

        foreach (var below in _graph.Names.Below(module))
        {
            if (_graph.InInit(below) && !_graph.Dominators.Dominates(node, ImportGraph.NodeOfModule(below)))
            {
                _reach.CutModule(module);
                return Unreached();
            }
        }

        return Dominated(node);
    }

    /// <summary>Modules lost if a statement is never executed; valid until the next question.</summary>
    public IReadOnlyList<int> OfStatement(int statement)
    {
        var executions = _graph.ExecutionsOf(statement);
        switch (executions.Length)
        {
            case 0:
                return OfNothing();
            case 1:
                return Dominated(_graph.NodeOfExecution(executions[0]));
            default:
                _reach.Cut(ImportCuts.OfStatements(statement));
                return Unreached();
        }
    }

    /// <summary>Modules lost under a whole plan; valid until the next question.</summary>
    public IReadOnlyList<int> Of(ImportCuts cuts)
    {
        _reach.Cut(cuts);
        return Unreached();
    }

    /// <summary>Modules lost with exactly these modules; valid until the next question.</summary>
    public IReadOnlyList<int> OfExactly(IReadOnlyList<int> modules)
    {
        _reach.CutExactly(modules);
        return Unreached();
    }

    private List<int> OfNothing()
    {
        _lost.Clear();
        return _lost;
    }

    private List<int> Dominated(int node)
    {
        _lost.Clear();
        foreach (var inside in _graph.Dominators.Subtree(node))
        {
            if (_graph.ModuleOf(inside) is >= 0 and var module)
            {
                _lost.Add(module);
            }
        }

        return _lost;
    }

    private List<int> Unreached()
    {
        _lost.Clear();
        for (var module = 0; module < _graph.ModuleCount; module++)
        {
            if (_graph.InInit(module) && !_reach.IsReached(ImportGraph.NodeOfModule(module)))
            {
                _lost.Add(module);
            }
        }

        return _lost;
    }
}
