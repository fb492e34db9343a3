using Thaw.Profiling.Analysis.Stacks;
using Thaw.Profiling.Analysis.Usage;

namespace Thaw.Profiling.Analysis.Tables;

/// <summary>Fills the tables of modules, libraries and statements.</summary>
internal sealed class FactTables
{
    private readonly AnalysisContext _context;
    private readonly InvokeShares? _shares;
    private readonly EventSet[] _eventsBelow;
    private readonly bool[] _initBelow;

    public FactTables(AnalysisContext context)
    {
        _context = context;
        _shares = context.Stacks is { } stacks ? InvokeShares.Of(stacks, context.LibraryOf, context.Libraries.Count) : null;
        _eventsBelow = new EventSet[context.Graph.ModuleCount];
        _initBelow = new bool[context.Graph.ModuleCount];
        SumUpNames();
    }

    /// <summary>One entry a module, by index.</summary>
    public ModuleFacts[] Modules()
    {
        var facts = new ModuleFacts[_context.Graph.ModuleCount];
        for (var i = 0; i < facts.Length; i++)
        {
            var share = _context.Weights.ShareOf(_eventsBelow[i]);
            facts[i] = new ModuleFacts(
                i, _context.Costs.Ms(i), _context.Costs.Sum(_context.Losses.OfModule(i)), _shares?.OfModule(i) ?? 0,
                _eventsBelow[i], share, StateOf(_eventsBelow[i], share, _initBelow[i]));
        }

        return facts;
    }

    /// <summary>One entry a library, the costliest first.</summary>
    public IReadOnlyList<LibraryFacts> Libraries()
    {
        var modules = new List<int>[_context.Libraries.Count];
        for (var module = 0; module < _context.LibraryOf.Length; module++)
        {
            (modules[_context.LibraryOf[module]] ??= []).Add(module);
        }

        return [.. modules.Select((list, index) => Library(index, list)).OrderByDescending(library => library.Exclusive.Ms).ThenBy(library => library.Name, StringComparer.Ordinal)];
    }

    /// <summary>One entry for each statement that ran in init, in order of the statements.</summary>
    public IReadOnlyList<StatementFacts> Statements()
    {
        var targets = Targets();
        var facts = new List<StatementFacts>();
        for (var statement = 0; statement < targets.Length; statement++)
        {
            if (targets[statement] is { } asked)
            {
                facts.Add(new StatementFacts(statement, _context.Costs.Sum(_context.Losses.OfStatement(statement)), [.. asked]));
            }
        }

        return facts;
    }

    private LibraryFacts Library(int index, List<int> modules)
    {
        var inInit = modules.Where(_context.Graph.InInit).ToArray();
        var events = modules.Aggregate(EventSet.Empty, (set, module) => set | _context.Uses.Events(module));
        var share = _context.Weights.ShareOf(events);
        var self = _context.Costs.Sum(inInit);
        return new LibraryFacts(
            _context.Libraries[index], modules, self.Ms, CumulativeMs(index, inInit),
            _context.Costs.Sum(_context.Losses.OfExactly(inInit)), self.Bytes,
            inInit.Sum(module => _context.Imports.Modules[module].HeapBytes), _shares?.OfLibrary(index) ?? 0, events, share,
            _context.StatementsInto(inInit, module => module >= 0 && _context.LibraryOf[module] == index),
            StateOf(events, share, modules.Exists(IsNeededByOthers)));
    }

    private UseState StateOf(EventSet events, double share, bool inInit)
    {
        if (_context.Recording.Usage is null)
        {
            return UseState.Unknown;
        }

        return events.IsEmpty
            ? inInit ? UseState.InitOnly : UseState.NotSeen
            : share <= _context.Thresholds.RareEventShare ? UseState.Rare : UseState.Used;
    }

    /// <summary>A library that only sets itself up is not used for that.</summary>
    private bool IsNeededByOthers(int module)
    {
        foreach (var need in _context.Uses.InitNeeds(module))
        {
            if (need.Needer >= 0 && _context.LibraryOf[need.Needer] != _context.LibraryOf[module])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Loads of a library that no other load of it contains.</summary>
    private double CumulativeMs(int library, int[] inInit)
    {
        double sum = 0;
        foreach (var module in inInit)
        {
            var above = _context.Imports.Modules[module].Parent;
            var below = module;
            while (above >= 0 && above < below && _context.LibraryOf[above] != library)
            {
                (below, above) = (above, _context.Imports.Modules[above].Parent);
            }

            sum += above >= 0 && above < below ? 0 : _context.Imports.Modules[module].CumulativeMs;
        }

        return sum;
    }

    private void SumUpNames()
    {
        var order = _context.Graph.Names.TopDown;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            var module = order[i];
            _eventsBelow[module] |= _context.Uses.Events(module);
            _initBelow[module] |= IsNeededByOthers(module);
            if (_context.Graph.Names.Parent(module) is >= 0 and var parent)
            {
                _eventsBelow[parent] |= _eventsBelow[module];
                _initBelow[parent] |= _initBelow[module];
            }
        }
    }

    private SortedSet<int>?[] Targets()
    {
        var targets = new SortedSet<int>?[_context.Imports.Statements.Count];
        foreach (var edge in _context.Imports.Edges)
        {
            if (edge.Phase == Phases.Init && edge.Statement >= 0 && edge.Statement < targets.Length)
            {
                (targets[edge.Statement] ??= []).UnionWith(edge.Targets.Where(target => target >= 0 && target < _context.Graph.ModuleCount));
            }
        }

        return targets;
    }
}
