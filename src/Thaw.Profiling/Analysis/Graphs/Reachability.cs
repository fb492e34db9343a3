namespace Thaw.Profiling.Analysis.Graphs;

/// <summary>What is still loaded after a cut; reusable, so that thousands of cuts need the arrays once.</summary>
/// <remarks>Not safe for use by several threads at once.</remarks>
public sealed class Reachability
{
    private readonly ImportGraph _graph;
    private readonly int[] _cut;
    private readonly int[] _reached;
    private readonly int[] _stack;
    private int _round;

    /// <summary>Prepares for cuts in <paramref name="graph"/>.</summary>
    public Reachability(ImportGraph graph)
    {
        _graph = graph;
        _cut = new int[graph.Successors.NodeCount];
        _reached = new int[graph.Successors.NodeCount];
        _stack = new int[graph.Successors.NodeCount];
    }

    /// <summary>True if the node is still reached under the last cut.</summary>
    public bool IsReached(int node) => _reached[node] == _round;

    /// <summary>Computes what a plan leaves.</summary>
    public void Cut(ImportCuts cuts)
    {
        _round++;
        foreach (var statement in cuts.Statements)
        {
            foreach (var execution in _graph.ExecutionsOf(statement))
            {
                _cut[_graph.NodeOfExecution(execution)] = _round;
            }
        }

        foreach (var module in cuts.Modules)
        {
            CutBelow(module);
        }

        Spread(cuts.AlsoLoaded);
    }

    /// <summary>Computes what is left without a module and everything below it.</summary>
    public void CutModule(int module)
    {
        _round++;
        CutBelow(module);
        Spread([]);
    }

    /// <summary>Computes what is left without some modules, alone (nothing below them is cut by name).</summary>
    public void CutExactly(IReadOnlyList<int> modules)
    {
        _round++;
        foreach (var module in modules)
        {
            _cut[ImportGraph.NodeOfModule(module)] = _round;
        }

        Spread([]);
    }

    private void CutBelow(int module)
    {
        foreach (var below in _graph.Names.Below(module))
        {
            _cut[ImportGraph.NodeOfModule(below)] = _round;
        }
    }

    private void Spread(IReadOnlyCollection<int> alsoLoaded)
    {
        var depth = 0;
        Reach(ImportGraph.Root, ref depth);
        foreach (var module in alsoLoaded)
        {
            Reach(ImportGraph.NodeOfModule(module), ref depth);
        }

        while (depth > 0)
        {
            foreach (var successor in _graph.Successors[_stack[--depth]])
            {
                Reach(successor, ref depth);
            }
        }
    }

    private void Reach(int node, ref int depth)
    {
        if (_reached[node] != _round && _cut[node] != _round)
        {
            _reached[node] = _round;
            _stack[depth++] = node;
        }
    }
}
