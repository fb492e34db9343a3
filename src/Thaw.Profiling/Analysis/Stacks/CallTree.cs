namespace Thaw.Profiling.Analysis.Stacks;

/// <summary>A function in a call tree.</summary>
/// <param name="File">Source file as the code object has it.</param>
/// <param name="Name">Qualified name.</param>
/// <param name="Module">Index of its module; -1 if no module has that file.</param>
public readonly record struct CallTreeFunction(string File, string Name, int Module);

/// <summary>A call path, merged by function over lines, threads, events and processes.</summary>
/// <param name="Parent">Index of the caller's node; -1 for an outermost call. A parent comes before its children.</param>
/// <param name="Function">Index into <see cref="CallTree.Functions"/>.</param>
/// <param name="IsNative">True for the leaf that stands for C code called by its parent, whose function it repeats.</param>
public readonly record struct CallTreeNode(int Parent, int Function, bool IsNative);

/// <summary>Time of a call path.</summary>
/// <param name="WallMs">Elapsed time, summed over all sampled processes, ms.</param>
/// <param name="CpuMs">CPU time of the threads, summed, ms.</param>
/// <param name="Samples">Ticks.</param>
public readonly record struct CallTime(double WallMs, double CpuMs, long Samples)
{
    /// <summary>Time in which the thread waited, ms: elapsed less CPU, never below 0.</summary>
    public double BlockedMs => Math.Max(0, WallMs - CpuMs);

    /// <summary>Adds two times.</summary>
    public static CallTime operator +(CallTime left, CallTime right) =>
        new(left.WallMs + right.WallMs, left.CpuMs + right.CpuMs, left.Samples + right.Samples);

    /// <summary>Adds two times.</summary>
    public CallTime Add(CallTime other) => this + other;
}

/// <summary>The calling-context tree of one phase, by function: what flame graphs are drawn from.</summary>
public sealed class CallTree
{
    internal CallTree(
        string phase, IReadOnlyList<CallTreeFunction> functions, IReadOnlyList<CallTreeNode> nodes, CallTime[] self, CallTime agent)
    {
        Phase = phase;
        Functions = functions;
        Nodes = nodes;
        Self = self;
        Agent = agent;
        var total = self.AsSpan().ToArray();
        for (var i = total.Length - 1; i >= 0; i--)
        {
            if (nodes[i].Parent >= 0)
            {
                total[nodes[i].Parent] += total[i];
            }
            else
            {
                Whole += total[i];
            }
        }

        Total = total;
    }

    /// <summary><c>init</c> or <c>invoke</c>.</summary>
    public string Phase { get; }

    /// <summary>Distinct functions.</summary>
    public IReadOnlyList<CallTreeFunction> Functions { get; }

    /// <summary>Call paths, callers first.</summary>
    public IReadOnlyList<CallTreeNode> Nodes { get; }

    /// <summary>Time of each node without what it called.</summary>
    public IReadOnlyList<CallTime> Self { get; }

    /// <summary>Time of each node with what it called.</summary>
    public IReadOnlyList<CallTime> Total { get; }

    /// <summary>Time of all nodes: what shares are shares of.</summary>
    public CallTime Whole { get; }

    /// <summary>Time in Thaw's own code, in no node and no share.</summary>
    public CallTime Agent { get; }

    /// <summary>Share of the phase that a node and what it called took, 0 to 1.</summary>
    public double ShareOf(int node) => Whole.WallMs > 0 ? Total[node].WallMs / Whole.WallMs : 0;
}
