namespace Thaw.Profiling.Analysis.Graphs;

/// <summary>The depth-first tree of what a node reaches, numbered from 1 in the order of discovery.</summary>
internal sealed class DepthFirstSearch
{
    private DepthFirstSearch(int[] number, int[] nodeAt, int[] parent, int count)
    {
        Number = number;
        NodeAt = nodeAt;
        Parent = parent;
        Count = count;
    }

    /// <summary>The number of each node; 0 if it is not reached.</summary>
    public int[] Number { get; }

    /// <summary>The node of each number; index 0 is unused.</summary>
    public int[] NodeAt { get; }

    /// <summary>The number of the tree parent of each number; 0 for the root.</summary>
    public int[] Parent { get; }

    /// <summary>How many nodes are reached; the highest number.</summary>
    public int Count { get; }

    /// <summary>Searches from <paramref name="root"/> with a stack of its own.</summary>
    public static DepthFirstSearch From(Adjacency graph, int root)
    {
        var number = new int[graph.NodeCount];
        var nodeAt = new int[graph.NodeCount + 1];
        var parent = new int[graph.NodeCount + 1];
        var path = new Stack<(int Node, int Next)>();
        var count = 0;
        Discover(root, 0);
        while (path.TryPop(out var top))
        {
            var successors = graph[top.Node];
            if (top.Next == successors.Length)
            {
                continue;
            }

            path.Push((top.Node, top.Next + 1));
            if (number[successors[top.Next]] == 0)
            {
                Discover(successors[top.Next], number[top.Node]);
            }
        }

        return new DepthFirstSearch(number, nodeAt, parent, count);

        void Discover(int node, int from)
        {
            number[node] = ++count;
            nodeAt[count] = node;
            parent[count] = from;
            path.Push((node, 0));
        }
    }
}
