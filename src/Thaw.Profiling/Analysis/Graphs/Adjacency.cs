namespace Thaw.Profiling.Analysis.Graphs;

/// <summary>The successors of every node, in two arrays (compressed rows).</summary>
/// <remarks>Built once, never changed: any number of threads may read it.</remarks>
public sealed class Adjacency
{
    private readonly int[] _start;
    private readonly int[] _targets;

    private Adjacency(int[] start, int[] targets)
    {
        _start = start;
        _targets = targets;
    }

    /// <summary>How many nodes there are.</summary>
    public int NodeCount => _start.Length - 1;

    /// <summary>How many edges there are, repeated ones included.</summary>
    public int EdgeCount => _targets.Length;

    /// <summary>Where the edges of <paramref name="node"/> lead.</summary>
    public ReadOnlySpan<int> this[int node] => _targets.AsSpan(_start[node], _start[node + 1] - _start[node]);

    /// <summary>Sorts edges by their source (counting sort, the order of a node's edges is kept).</summary>
    /// <param name="nodeCount">Number of nodes.</param>
    /// <param name="edges">Pairs of source and target, each from 0 to <paramref name="nodeCount"/> - 1.</param>
    public static Adjacency Of(int nodeCount, IReadOnlyList<(int From, int To)> edges)
    {
        var start = new int[nodeCount + 1];
        for (var i = 0; i < edges.Count; i++)
        {
            start[edges[i].From + 1]++;
        }

        for (var node = 0; node < nodeCount; node++)
        {
            start[node + 1] += start[node];
        }

        var next = start.AsSpan(0, nodeCount).ToArray();
        var targets = new int[edges.Count];
        for (var i = 0; i < edges.Count; i++)
        {
            targets[next[edges[i].From]++] = edges[i].To;
        }

        return new Adjacency(start, targets);
    }

    /// <summary>The same edges, turned round.</summary>
    public Adjacency Reversed()
    {
        var edges = new (int, int)[EdgeCount];
        var i = 0;
        for (var node = 0; node < NodeCount; node++)
        {
            foreach (var target in this[node])
            {
                edges[i++] = (target, node);
            }
        }

        return Of(NodeCount, edges);
    }
}
