using Thaw.Profiling.Analysis.Graphs;
using Thaw.Profiling.Analysis.Stacks;
using Thaw.Profiling.Analysis.Usage;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis;

/// <summary>What every step of the analysis of a recording with an import pass shares.</summary>
internal sealed class AnalysisContext
{
    private readonly Dictionary<string, int> _libraryIndex = new(StringComparer.Ordinal);
    private readonly List<string> _libraries = [];

    public AnalysisContext(Recording recording, ImportsPass imports, FindingThresholds thresholds)
    {
        Recording = recording;
        Imports = imports;
        Thresholds = thresholds;
        Graph = ImportGraph.Of(imports);
        Costs = ModuleCosts.Of(imports);
        Frames = new FrameMap(imports.Modules);
        Weights = new EventWeights(recording.Manifest, recording.Usage);
        Uses = UseIndex.Of(recording, Graph, Frames, Weights);
        Losses = new LossFinder(Graph);
        LibraryOf = new int[imports.Modules.Count];
        for (var i = 0; i < LibraryOf.Length; i++)
        {
            LibraryOf[i] = IndexOfLibrary(imports.Modules[i].Library);
        }

        Stacks = recording.Samples is { } samples ? new StackFrames(samples, recording.Manifest, Frames) : null;
    }

    /// <summary>The name of the function's own code among the libraries.</summary>
    public const string OwnCode = "(function)";

    /// <summary>The name of the standard library among the libraries.</summary>
    public const string StandardLibrary = "(python)";

    public Recording Recording { get; }

    public ImportsPass Imports { get; }

    public FindingThresholds Thresholds { get; }

    public ImportGraph Graph { get; }

    public ModuleCosts Costs { get; }

    public FrameMap Frames { get; }

    public EventWeights Weights { get; }

    public UseIndex Uses { get; }

    public LossFinder Losses { get; }

    public StackFrames? Stacks { get; }

    /// <summary>Library names, in the order in which they were first loaded.</summary>
    public IReadOnlyList<string> Libraries => _libraries;

    /// <summary>Index of the library of each module.</summary>
    public int[] LibraryOf { get; }

    /// <summary>The saving that a finding needs, ms.</summary>
    public double MinSavingMs => Thresholds.MinSaving(Imports.InitMs);

    /// <summary>True if the module is of the function's own code.</summary>
    public bool IsOwn(int module) => module >= 0 && Imports.Modules[module].Library == OwnCode;

    /// <summary>True if the statement stands in the function's own code.</summary>
    public bool IsOwnStatement(int statement) => IsOwn(HolderOf(statement));

    /// <summary>The module whose source holds a statement; -1 if it is not among the modules.</summary>
    public int HolderOf(int statement)
    {
        var place = Imports.Statements[statement];
        var module = Frames.ModuleOf(place.File);
        return module >= 0 ? module : Graph.Names.ByName.GetValueOrDefault(place.Module, -1);
    }

    /// <summary>
    /// Statements that lead into a set of modules from outside of it in init, the one that loaded it first at the front,
    /// the others in the order of the statements. A statement inside the set that others cause to run is none of them.
    /// </summary>
    /// <param name="modules">The set.</param>
    /// <param name="isInside">True for a module of the set, and for what goes with it; false for -1.</param>
    public IReadOnlyList<int> StatementsInto(ReadOnlySpan<int> modules, Func<int, bool> isInside)
    {
        var found = new SortedSet<int>();
        var first = -1;
        var firstModule = int.MaxValue;
        foreach (var module in modules)
        {
            foreach (var node in Graph.Predecessors[ImportGraph.NodeOfModule(module)])
            {
                if (Graph.ExecutionOf(node) is >= 0 and var execution && !isInside(Graph.ImporterOf(execution))
                    && !isInside(HolderOf(Graph.StatementOf(execution))))
                {
                    found.Add(Graph.StatementOf(execution));
                }
            }

            var load = Imports.Modules[module];
            if (module < firstModule && load.Statement >= 0 && load.Statement < Imports.Statements.Count
                && !isInside(load.Parent) && !isInside(HolderOf(load.Statement)))
            {
                (first, firstModule) = (load.Statement, module);
            }
        }

        found.Remove(first);
        return first >= 0 ? [first, .. found] : [.. found];
    }

    private int IndexOfLibrary(string name)
    {
        if (!_libraryIndex.TryGetValue(name, out var index))
        {
            index = _libraries.Count;
            _libraryIndex.Add(name, index);
            _libraries.Add(name);
        }

        return index;
    }
}
