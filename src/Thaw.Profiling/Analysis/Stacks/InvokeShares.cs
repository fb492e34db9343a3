using Thaw.Profiling.Analysis.Graphs;

namespace Thaw.Profiling.Analysis.Stacks;

/// <summary>How much of the work in events has a frame of each library or module on the stack.</summary>
/// <remarks>
/// All threads count, by elapsed time. A frame that runs because of an import (something below it on the stack is
/// the import system) counts for nobody: loading is not using.
/// </remarks>
internal sealed class InvokeShares
{
    private readonly double[] _byModule;
    private readonly double[] _byLibrary;

    private InvokeShares(double[] byModule, double[] byLibrary, double wholeMs)
    {
        _byModule = byModule;
        _byLibrary = byLibrary;
        WholeMs = wholeMs;
    }

    /// <summary>Elapsed time of all samples in events, ms.</summary>
    public double WholeMs { get; }

    /// <summary>Share of a module, 0 to 1.</summary>
    public double OfModule(int module) => WholeMs > 0 ? _byModule[module] / WholeMs : 0;

    /// <summary>Share of a library by index, 0 to 1.</summary>
    public double OfLibrary(int library) => WholeMs > 0 ? _byLibrary[library] / WholeMs : 0;

    /// <summary>Sums up, once for a stack however often a library is on it.</summary>
    /// <param name="stacks">The stacks.</param>
    /// <param name="libraryOf">Index of the library of each module.</param>
    /// <param name="libraries">Number of libraries.</param>
    public static InvokeShares Of(StackFrames stacks, int[] libraryOf, int libraries)
    {
        var (inclusive, whole) = Inclusive(stacks);
        var walk = new Walk(stacks, inclusive, libraryOf, libraries);
        walk.Run();
        return new InvokeShares(walk.ByModule, walk.ByLibrary, whole);
    }

    private static (double[] Inclusive, double Whole) Inclusive(StackFrames stacks)
    {
        var nodes = stacks.Samples.Nodes;
        var inclusive = new double[nodes.Count];
        double whole = 0;
        foreach (var weight in stacks.Samples.Weights)
        {
            if (stacks.Counts(weight, Phases.Invoke) && !stacks.IsAgent(weight.Node))
            {
                inclusive[weight.Node] += weight.WallMs;
                whole += weight.WallMs;
            }
        }

        for (var i = inclusive.Length - 1; i >= 0; i--)
        {
            if (nodes[i].Parent >= 0)
            {
                inclusive[nodes[i].Parent] += inclusive[i];
            }
        }

        return (inclusive, whole);
    }

    /// <summary>A depth-first walk that knows what is on the stack; without recursion, stacks can be deep.</summary>
    private sealed class Walk(StackFrames stacks, double[] inclusive, int[] libraryOf, int libraries)
    {
        private readonly int[] _moduleOnStack = new int[libraryOf.Length];
        private readonly int[] _libraryOnStack = new int[libraries];
        private readonly int[] _counted = new int[inclusive.Length];

        public double[] ByModule { get; } = new double[libraryOf.Length];

        public double[] ByLibrary { get; } = new double[libraries];

        public void Run()
        {
            var children = Children();
            var path = new Stack<(int Node, int Next)>();
            var underImport = new bool[inclusive.Length];
            foreach (var root in children[inclusive.Length])
            {
                Enter(root, false);
                while (path.TryPop(out var top))
                {
                    if (top.Next == children[top.Node].Length)
                    {
                        Leave(top.Node);
                        continue;
                    }

                    path.Push((top.Node, top.Next + 1));
                    Enter(children[top.Node][top.Next], underImport[top.Node]);
                }
            }

            void Enter(int node, bool callerUnderImport)
            {
                var frame = stacks.Samples.Nodes[node].Frame;
                underImport[node] = !stacks.IsAgent(node) && (callerUnderImport || stacks.IsImportSystem[frame]);
                _counted[node] = underImport[node] ? -1 : stacks.Module[frame];
                Count(_counted[node], inclusive[node]);
                path.Push((node, 0));
            }
        }

        private void Count(int module, double wall)
        {
            if (module < 0)
            {
                return;
            }

            ByModule[module] += _moduleOnStack[module]++ == 0 ? wall : 0;
            ByLibrary[libraryOf[module]] += _libraryOnStack[libraryOf[module]]++ == 0 ? wall : 0;
        }

        private void Leave(int node)
        {
            if (_counted[node] is >= 0 and var module)
            {
                _moduleOnStack[module]--;
                _libraryOnStack[libraryOf[module]]--;
            }
        }

        /// <summary>Children of each node; of the last row, the outermost frames.</summary>
        private Adjacency Children()
        {
            var nodes = stacks.Samples.Nodes;
            var edges = new (int, int)[nodes.Count];
            for (var i = 0; i < edges.Length; i++)
            {
                edges[i] = (nodes[i].Parent < 0 ? edges.Length : nodes[i].Parent, i);
            }

            return Adjacency.Of(edges.Length + 1, edges);
        }
    }
}
