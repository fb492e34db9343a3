using Thaw.Profiling.Analysis.Graphs;

namespace Thaw.Profiling.Tests.Analysis.Graphs;

public class DominatorTreeTests
{
    [Fact]
    public void The_published_example_has_the_published_dominators()
    {
        // Lengauer and Tarjan 1979, figure 1: R A B C D E F G H I J K L are 0 to 12.
        (int, int)[] edges =
        [
            (0, 1), (0, 2), (0, 3), (1, 4), (2, 1), (2, 4), (2, 5), (3, 6), (3, 7), (4, 12), (5, 8), (6, 9), (7, 9), (7, 10),
            (8, 5), (8, 11), (9, 11), (10, 9), (11, 9), (11, 0), (12, 8),
        ];
        var tree = Of(13, edges);
        Assert.Equal([-1, 0, 0, 0, 0, 0, 3, 3, 0, 0, 7, 0, 4], tree.Immediate);
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_nodes_needs_no_recursion()
    {
        const int Length = 100_000;
        var edges = Enumerable.Range(0, Length - 1).Select(i => (i, i + 1)).ToArray();
        var tree = Of(Length, edges);
        Assert.Equal(Length - 2, tree.Immediate[Length - 1]);
        Assert.Equal(Length, tree.Subtree(0).Length);
        Assert.True(tree.Dominates(5, Length - 1));
    }

    [Fact]
    public void An_unreached_node_is_dominated_by_nothing()
    {
        var tree = Of(3, [(0, 1), (2, 1)]);
        Assert.False(tree.IsReached(2));
        Assert.False(tree.Dominates(0, 2));
        Assert.Empty(tree.Subtree(2).ToArray());
        Assert.Equal(0, tree.Immediate[1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Dominators_are_what_their_definition_says(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            var nodes = random.Next(2, 40);
            var edges = Enumerable.Range(0, random.Next(nodes, 4 * nodes)).Select(_ => (random.Next(nodes), random.Next(nodes))).ToArray();
            var tree = Of(nodes, edges);
            for (var removed = 0; removed < nodes; removed++)
            {
                var reached = Reached(nodes, edges, -1);
                var left = Reached(nodes, edges, removed);
                for (var node = 0; node < nodes; node++)
                {
                    var expected = reached[node] && reached[removed] && !left[node];
                    Assert.True(expected == tree.Dominates(removed, node), $"seed {seed}, round {round}: {removed} over {node}");
                }
            }
        }
    }

    private static DominatorTree Of(int nodes, IReadOnlyList<(int, int)> edges)
    {
        var successors = Adjacency.Of(nodes, edges);
        return DominatorTree.Of(successors, successors.Reversed(), 0);
    }

    private static bool[] Reached(int nodes, (int From, int To)[] edges, int removed)
    {
        var reached = new bool[nodes];
        reached[0] = removed != 0;
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var (from, to) in edges)
            {
                if (reached[from] && !reached[to] && to != removed)
                {
                    changed = reached[to] = true;
                }
            }
        }

        return reached;
    }
}
