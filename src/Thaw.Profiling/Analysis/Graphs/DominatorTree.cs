namespace Thaw.Profiling.Analysis.Graphs;

/// <summary>Which node lies on every path from the root to which other node.</summary>
/// <remarks>
/// Semi-NCA (L. Georgiadis, "Linear-Time Algorithms for Dominators and Related Problems", 2005, section 2.3): the
/// semidominators of Lengauer and Tarjan, then the nearest common ancestor. No recursion, since import chains can be
/// thousands of modules deep; close to linear on import graphs. Nodes that the root does not reach have no dominator.
/// </remarks>
public sealed class DominatorTree
{
    private readonly int[] _position;
    private readonly int[] _size;
    private readonly int[] _nodeAt;

    private DominatorTree(int[] immediate, int[] position, int[] size, int[] nodeAt)
    {
        Immediate = immediate;
        _position = position;
        _size = size;
        _nodeAt = nodeAt;
    }

    /// <summary>The immediate dominator of each node; -1 for the root and for unreached nodes.</summary>
    public IReadOnlyList<int> Immediate { get; }

    /// <summary>Nodes that the root reaches, it included.</summary>
    public int ReachedCount => _nodeAt.Length;

    /// <summary>True if the root reaches <paramref name="node"/>.</summary>
    public bool IsReached(int node) => _position[node] >= 0;

    /// <summary>True if every path to <paramref name="node"/> leads over <paramref name="dominator"/>; every node dominates itself.</summary>
    public bool Dominates(int dominator, int node)
    {
        var from = _position[dominator];
        return from >= 0 && _position[node] >= from && _position[node] < from + _size[dominator];
    }

    /// <summary>The nodes that <paramref name="node"/> dominates, itself first; empty if it is not reached.</summary>
    public ReadOnlySpan<int> Subtree(int node) =>
        _position[node] < 0 ? [] : _nodeAt.AsSpan(_position[node], _size[node]);

    /// <summary>Dominators of everything that <paramref name="root"/> reaches.</summary>
    /// <param name="successors">The graph.</param>
    /// <param name="predecessors">The same graph, reversed.</param>
    /// <param name="root">The entry.</param>
    public static DominatorTree Of(Adjacency successors, Adjacency predecessors, int root)
    {
        var search = DepthFirstSearch.From(successors, root);
        var dominators = new SemiNca(search, predecessors).Solve();
        return Arrange(successors.NodeCount, search, dominators);
    }

    /// <summary>Lays the tree out so that every subtree is one run of an array.</summary>
    private static DominatorTree Arrange(int nodeCount, DepthFirstSearch search, int[] dominators)
    {
        var count = search.Count;
        var size = new int[count + 1];
        for (var i = count; i >= 1; i--)
        {
            size[i]++;
            size[dominators[i]] += i > 1 ? size[i] : 0;
        }

        var next = new int[count + 1];
        var nodeAt = new int[count];
        var immediate = Filled(nodeCount);
        var position = Filled(nodeCount);
        var nodeSize = new int[nodeCount];
        for (var i = 1; i <= count; i++)
        {
            var at = i == 1 ? 0 : next[dominators[i]];
            next[i] = at + 1;
            next[dominators[i]] += i == 1 ? 0 : size[i];
            var node = search.NodeAt[i];
            position[node] = at;
            nodeSize[node] = size[i];
            nodeAt[at] = node;
            immediate[node] = i == 1 ? -1 : search.NodeAt[dominators[i]];
        }

        return new DominatorTree(immediate, position, nodeSize, nodeAt);
    }

    private static int[] Filled(int length)
    {
        var array = new int[length];
        Array.Fill(array, -1);
        return array;
    }
}
