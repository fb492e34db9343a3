using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Sources;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Graphs;
using Thaw.Profiling.Analysis.Usage;
using Thaw.Profiling.Recordings;

namespace Thaw.Optimizing.Planning;

/// <summary>Decides which import statements to defer. Runs nothing; the same input gives the same plan.</summary>
/// <remarks>
/// <para>All candidates are cut first. What most events load anyway is put back, with the statements that lead to it.
/// Of the cuts that are left, those at the border between what is still loaded and what no longer is are the plan;
/// those that gain too little are dropped one after the other, the smallest first, each time with what is left.</para>
/// <para>The gain of a cut is the cost of the modules that it spares, each weighed by the share of invocations that
/// do not load it after all.</para>
/// </remarks>
public sealed class Planner
{
    private readonly ProfileAnalysis _analysis;
    private readonly ImportsPass _imports;
    private readonly ImportGraph _graph;
    private readonly UseIndex _uses;
    private readonly PlanOptions _options;
    private readonly CandidateTable _candidates;
    private readonly NameProviders _providers;
    private (PlanEvidence Evidence, PlanGraph Graph, EventReach Reach)? _known;

    /// <summary>Prepares plans for one recording.</summary>
    /// <param name="analysis">The recording's analysis; its import pass must be there.</param>
    /// <param name="facts">What the parser says of the sources that <see cref="SourcesToRead"/> names, by file.</param>
    /// <param name="starNames">Names that a star import of a module binds, by module.</param>
    /// <param name="options">What may be done.</param>
    public Planner(
        ProfileAnalysis analysis, IReadOnlyDictionary<string, SourceFacts> facts,
        IReadOnlyDictionary<string, IReadOnlyList<string>> starNames, PlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(starNames);
        ArgumentNullException.ThrowIfNull(options);
        _analysis = analysis;
        _imports = analysis.Recording.Imports ?? throw new ArgumentException("the recording has no import pass", nameof(analysis));
        _graph = analysis.Graph!;
        _options = options;
        _uses = UseIndex.Of(analysis.Recording, _graph, new FrameMap(_imports.Modules), analysis.Events);
        _candidates = CandidateTable.Of(_imports, _graph, facts);
        _providers = new NameProviders(_imports, _graph, facts, starNames);
    }

    /// <summary>The sources that a planner needs facts of.</summary>
    public static IReadOnlyList<SourceRequest> SourcesToRead(ProfileAnalysis analysis, PlanOptions options) =>
        analysis?.Recording.Imports is { } imports ? CandidateTable.Sources(imports, options) : [];

    /// <summary>Modules that top-level statements of the sources import with a star, each with the modules of those sources.</summary>
    /// <param name="facts">The sources.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> StarModules(IEnumerable<SourceFacts> facts) =>
        facts.SelectMany(source => source.Imports.Where(import => import.IsStar)
                .Select(import => (Module: NameProviders.Absolute(import, source.Module, source.IsPackage), Importer: source.Module)))
            .Where(pair => pair.Module.Length > 0).Distinct().OrderBy(pair => pair.Module, StringComparer.Ordinal)
            .GroupBy(pair => pair.Module, pair => pair.Importer, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.Order(StringComparer.Ordinal)], StringComparer.Ordinal);

    /// <summary>The statements that may be edited on the way on which init came to load a module, from it to the handler.</summary>
    /// <param name="module">Its name; one that init does not load has no way.</param>
    public IReadOnlyList<ImportEdit> ChainTo(string module)
    {
        var chain = new List<ImportEdit>();
        var at = _graph.Names.ByName.GetValueOrDefault(module, -1);
        // Each module was loaded by one that came before it in the order of loading, so this ends.
        for (; at > 0; at = _imports.Modules[at].Parent)
        {
            var statement = _imports.Modules[at].Statement;
            if (statement >= 0 && _candidates.Of(statement) is >= 0 and var candidate)
            {
                chain.Add(_candidates.All[candidate].Edit);
            }
        }

        return chain;
    }

    /// <summary>Makes a plan.</summary>
    /// <param name="evidence">What runs of packages made with earlier plans showed.</param>
    /// <param name="excluded">Edits that were tried and rejected: file and line, with the reason.</param>
    public OptimizationPlan Plan(PlanEvidence evidence, IReadOnlyDictionary<(string File, int Line), string> excluded)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(excluded);
        var state = StateWith(evidence, excluded);
        var cuts = new CutSelection(state);
        cuts.CutAll();
        cuts.PutBackWhatEventsLoad();
        cuts.KeepBorder();
        cuts.DropSmall();
        return new PlanWriter(state, _uses, cuts).Write();
    }

    /// <summary>What some edits save of init together, ms.</summary>
    internal double SavingOf(IReadOnlyCollection<ImportEdit> edits, PlanEvidence evidence)
    {
        var state = StateWith(evidence, new Dictionary<(string File, int Line), string>());
        return state.Costs.Sum(LostWith(edits, state)).Ms;
    }

    /// <summary>
    /// Packages of which others reach public modules as attributes that some edits keep from being loaded: those that init
    /// still loads, and those that would not load them by themselves later.
    /// </summary>
    internal IReadOnlySet<string> BereftWith(IReadOnlyCollection<ImportEdit> edits, PlanEvidence evidence)
    {
        var state = StateWith(evidence, new Dictionary<(string File, int Line), string>());
        var lost = LostWith(edits, state).ToHashSet();
        return lost.Where(module => _graph.Names.Parent(module) is >= 0 and var package && _imports.Modules[module].Name[_imports.Modules[package].Name.Length + 1] != '_'
                && (!lost.Contains(package) || !IsLoadedBy(module, package)))
            .Select(module => _imports.Modules[_graph.Names.Parent(module)].Name).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Modules that were loaded while the package that they lie in was initialised.</summary>
    internal IReadOnlySet<string> LoadedInside() =>
        _imports.Modules.Where(module => module is { Phase: Phases.Init, Failed: false } && _graph.Names.Parent(module.Id) is >= 0 and var package && IsAbove(package, module.Id))
            .Select(module => module.Name).ToHashSet(StringComparer.Ordinal);

    private bool IsAbove(int outer, int module)
    {
        // Each module was loaded by one that came before it in the order of loading, so this ends.
        while (module > outer)
        {
            module = _imports.Modules[module].Parent;
        }

        return module == outer;
    }

    /// <summary>True if it was a package's own code, or that of modules which it loaded, that came to load a module in it.</summary>
    private bool IsLoadedBy(int module, int package)
    {
        var inside = _imports.Modules[package].Name + ".";
        var at = _imports.Modules[module].Parent;
        while (at >= 0 && at != package && _imports.Modules[at].Name.StartsWith(inside, StringComparison.Ordinal))
        {
            at = _imports.Modules[at].Parent;
        }

        return at == package;
    }

    private IReadOnlyList<int> LostWith(IReadOnlyCollection<ImportEdit> edits, PlanState state)
    {
        var places = edits.ToHashSet();
        bool[] isCut = [.. _candidates.All.Select(candidate => places.Contains(candidate.Edit))];
        return state.Lost(state.Graph.Loaded(isCut, []));
    }

    private PlanState StateWith(PlanEvidence evidence, IReadOnlyDictionary<(string File, int Line), string> excluded)
    {
        // Evidence changes with each round, and is asked about for each package that is tried.
        if (_known?.Evidence != evidence)
        {
            _known = (evidence, PlanGraph.Of(_imports, _graph, _uses, _candidates, _providers, evidence), EventReach.Of(_graph, _uses, _analysis.Events, evidence));
        }

        return new PlanState(_analysis, _candidates, _known.Value.Graph, _known.Value.Reach, _options, excluded);
    }
}
