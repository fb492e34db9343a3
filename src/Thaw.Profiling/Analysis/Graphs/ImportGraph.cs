using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis.Graphs;

/// <summary>Why each module of the init phase is loaded: which executed statements lead to it.</summary>
/// <remarks>
/// <para>Nodes: the root, every module, and every execution of a statement by a module (an <em>execution</em>: one
/// statement inside a helper function may be run by several modules for different targets, and only the importer
/// whose execution it was may be blamed). Edges: importer to execution, execution to each target, module to its
/// parent package, because <c>a.b</c> can't be loaded without <c>a</c>.</para>
/// <para>Imports of the invoke phase are no edges: they don't explain init.</para>
/// <para>Immutable once built; any number of threads may read it.</para>
/// </remarks>
public sealed class ImportGraph
{
    /// <summary>The node that everything hangs off.</summary>
    public const int Root = 0;

    private readonly bool[] _inInit;
    private readonly int[] _executionStatement;
    private readonly int[] _executionImporter;
    private readonly Adjacency _executionsOf;

    internal ImportGraph(ImportGraphParts parts)
    {
        _inInit = parts.InInit;
        _executionStatement = parts.ExecutionStatement;
        _executionImporter = parts.ExecutionImporter;
        Names = parts.Names;
        ModuleCount = parts.InInit.Length;
        var executions = new List<(int, int)>(_executionStatement.Length);
        for (var i = 0; i < _executionStatement.Length; i++)
        {
            executions.Add((_executionStatement[i], i));
        }

        _executionsOf = Adjacency.Of(parts.StatementCount, executions);
        Successors = Adjacency.Of(1 + ModuleCount + _executionStatement.Length, parts.Edges);
        Predecessors = Successors.Reversed();
        Dominators = DominatorTree.Of(Successors, Predecessors, Root);
    }

    /// <summary>Modules of the recording, those of the invoke phase included.</summary>
    public int ModuleCount { get; }

    /// <summary>Executions of statements in the init phase.</summary>
    public int ExecutionCount => _executionStatement.Length;

    /// <summary>Statements of the recording.</summary>
    public int StatementCount => _executionsOf.NodeCount;

    /// <summary>Modules by dotted name.</summary>
    public PackageTree Names { get; }

    /// <summary>Edges forwards.</summary>
    public Adjacency Successors { get; }

    /// <summary>Edges backwards.</summary>
    public Adjacency Predecessors { get; }

    /// <summary>Dominators from <see cref="Root"/>.</summary>
    public DominatorTree Dominators { get; }

    /// <summary>Builds the graph of a recording's import pass.</summary>
    public static ImportGraph Of(ImportsPass imports) => new(ImportGraphBuilder.Build(imports));

    /// <summary>True if the module was loaded before the first event.</summary>
    public bool InInit(int module) => _inInit[module];

    /// <summary>The node of a module.</summary>
    public static int NodeOfModule(int module) => 1 + module;

    /// <summary>The node of an execution.</summary>
    public int NodeOfExecution(int execution) => 1 + ModuleCount + execution;

    /// <summary>The module of a node, or -1 if the node is something else.</summary>
    public int ModuleOf(int node) => node >= 1 && node <= ModuleCount ? node - 1 : -1;

    /// <summary>The execution of a node, or -1 if the node is something else.</summary>
    public int ExecutionOf(int node) => node > ModuleCount ? node - 1 - ModuleCount : -1;

    /// <summary>The statement that was executed.</summary>
    public int StatementOf(int execution) => _executionStatement[execution];

    /// <summary>The module whose initialisation executed it; -1 for none.</summary>
    public int ImporterOf(int execution) => _executionImporter[execution];

    /// <summary>The executions of a statement in the init phase.</summary>
    public ReadOnlySpan<int> ExecutionsOf(int statement) => _executionsOf[statement];

    /// <summary>Which modules would still be loaded in init under a plan; by module, false also for those that init never loaded.</summary>
    /// <remarks>A plan is predicted as a whole: two cuts together may free what neither frees alone.</remarks>
    public bool[] LoadedWithout(ImportCuts cuts)
    {
        var reach = new Reachability(this);
        reach.Cut(cuts);
        var loaded = new bool[ModuleCount];
        for (var module = 0; module < ModuleCount; module++)
        {
            loaded[module] = _inInit[module] && reach.IsReached(NodeOfModule(module));
        }

        return loaded;
    }
}
