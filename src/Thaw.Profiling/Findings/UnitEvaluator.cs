using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Graphs;
using Thaw.Profiling.Analysis.Usage;

namespace Thaw.Profiling.Findings;

/// <summary>Works out what goes with a unit and who would miss it.</summary>
/// <remarks>Remembers its answers; not safe for use by several threads at once.</remarks>
internal sealed class UnitEvaluator
{
    private readonly AnalysisContext _context;
    private readonly int[] _lost;
    private readonly int[] _named;
    private readonly int[] _reloaded;
    private readonly Dictionary<int, ImportUnit> _units = [];
    private readonly List<(int Holder, int Target)> _eventImports = [];
    private int _round;

    public UnitEvaluator(AnalysisContext context)
    {
        _context = context;
        _lost = new int[context.Graph.ModuleCount];
        _named = new int[context.Graph.ModuleCount];
        _reloaded = new int[context.Graph.ModuleCount];
        foreach (var edge in context.Imports.Edges)
        {
            if (edge.Phase == Phases.Invoke && edge.Statement >= 0 && edge.Statement < context.Imports.Statements.Count)
            {
                var holder = context.HolderOf(edge.Statement);
                _eventImports.AddRange(edge.Targets.Where(IsInit).Select(target => (holder, target)));
            }
        }
    }

    /// <summary>One module and everything below it.</summary>
    public ImportUnit OfModule(int module)
    {
        if (!_units.TryGetValue(module, out var unit))
        {
            unit = Evaluate([module], _context.Losses.OfModule(module));
            _units.Add(module, unit);
        }

        return unit;
    }

    /// <summary>Several modules cut together.</summary>
    public ImportUnit OfGroup(IReadOnlyList<int> roots) =>
        Evaluate(roots, _context.Losses.Of(ImportCuts.OfModules([.. roots])));

    private ImportUnit Evaluate(IReadOnlyList<int> roots, IReadOnlyList<int> lost)
    {
        var kept = lost.ToArray();
        _round++;
        foreach (var module in kept)
        {
            _lost[module] = _round;
        }

        var named = new List<int>();
        foreach (var root in roots)
        {
            foreach (var below in _context.Graph.Names.Below(root))
            {
                _named[below] = _round;
                if (IsInit(below))
                {
                    named.Add(below);
                }
            }
        }

        var reloaded = Reload();
        var events = EventsOf(kept, _context.Uses.Events);
        return new ImportUnit
        {
            Roots = roots,
            Named = named,
            Lost = kept,
            Cost = _context.Costs.Sum(kept),
            Reloaded = _context.Costs.Sum(reloaded),
            ReloadShare = ReloadShareOf(reloaded, events),
            Events = events,
            EventsBeyondTypeChecks = EventsOf(kept, _context.Uses.EventsBeyondTypeChecks),
            OutsideNeeds = OutsideNeedsOf(kept),
            OutsideReads = OutsideReadsOf(kept),
            NativeImporters = NativeImportersOf(named),
            Statements = _context.StatementsInto([.. named], module => module >= 0 && _lost[module] == _round),
        };
    }

    /// <summary>
    /// Lost modules that an event imports by a statement of its own, outside of the unit, with all that those need:
    /// they would be loaded then, so they are no reason to keep the unit and no saving either.
    /// </summary>
    private List<int> Reload()
    {
        var reloaded = new List<int>();
        foreach (var (holder, target) in _eventImports)
        {
            if (holder < 0 || _lost[holder] != _round)
            {
                Reload(target, reloaded);
            }
        }

        var graph = _context.Graph;
        for (var i = 0; i < reloaded.Count; i++)
        {
            foreach (var next in graph.Successors[ImportGraph.NodeOfModule(reloaded[i])])
            {
                if (graph.ModuleOf(next) is >= 0 and var parent)
                {
                    Reload(parent, reloaded);
                    continue;
                }

                foreach (var target in graph.Successors[next])
                {
                    Reload(graph.ModuleOf(target), reloaded);
                }
            }
        }

        return reloaded;
    }

    private void Reload(int module, List<int> reloaded)
    {
        if (_lost[module] == _round && _named[module] != _round && _reloaded[module] != _round)
        {
            _reloaded[module] = _round;
            reloaded.Add(module);
        }
    }

    private EventSet EventsOf(int[] lost, Func<int, EventSet> eventsOf)
    {
        var events = EventSet.Empty;
        foreach (var module in lost)
        {
            events |= _reloaded[module] == _round ? EventSet.Empty : eventsOf(module);
        }

        return events;
    }

    private List<BodyRead> OutsideReadsOf(int[] lost)
    {
        var reads = new List<BodyRead>();
        foreach (var module in lost)
        {
            if (_reloaded[module] != _round)
            {
                reads.AddRange(_context.Uses.BodyReads(module).Where(read => _lost[read.Reader] != _round && IsInit(read.Reader)));
            }
        }

        return reads;
    }

    private List<int> NativeImportersOf(List<int> named)
    {
        var graph = _context.Graph;
        var importers = new List<int>();
        foreach (var module in named)
        {
            foreach (var node in graph.Predecessors[ImportGraph.NodeOfModule(module)])
            {
                if (graph.ExecutionOf(node) is >= 0 and var execution && graph.ImporterOf(execution) is >= 0 and var importer
                    && _lost[importer] != _round && _context.Imports.Modules[importer].Kind == "extension")
                {
                    importers.Add(importer);
                }
            }
        }

        return importers;
    }

    /// <summary>The recording doesn't tell which event ran an import; where nothing of it ran, it may have been every event.</summary>
    private double ReloadShareOf(List<int> reloaded, EventSet needing)
    {
        var events = reloaded.Aggregate(EventSet.Empty, (set, module) => set | _context.Uses.Events(module));
        return events.IsEmpty
            ? 1 - _context.Weights.ShareOf(needing)
            : _context.Weights.ShareOf(events | needing) - _context.Weights.ShareOf(needing);
    }

    /// <summary>Calls from module bodies that stay, or from nowhere known.</summary>
    private List<InitNeed> OutsideNeedsOf(int[] lost)
    {
        var needs = new List<InitNeed>();
        foreach (var module in lost)
        {
            foreach (var need in _context.Uses.InitNeeds(module))
            {
                if (_reloaded[module] != _round && need.Needer >= 0 && _lost[need.Needer] != _round)
                {
                    needs.Add(need);
                }
            }
        }

        return needs;
    }

    private bool IsInit(int module) =>
        module >= 0 && module < _context.Graph.ModuleCount && _context.Graph.InInit(module);
}
