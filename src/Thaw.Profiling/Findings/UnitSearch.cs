using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Usage;

namespace Thaw.Profiling.Findings;

/// <summary>A unit with its verdict.</summary>
internal sealed record Candidate(ImportUnit Unit, Verdict Verdict);

/// <summary>Finds the units that show a pattern, the outermost of each.</summary>
/// <remarks>
/// Goes down the modules by name and stops where a package is unused as a whole. Packages that stay are entered.
/// Since a module that only an unused one calls is unused too, the search is repeated until no more is found.
/// </remarks>
internal sealed class UnitSearch
{
    private const int MostRounds = 4;

    // An eighth of a finding for each statement to edit: a longer tail would add edits and no time.
    private const double SmallestMember = 0.125;

    // What is named in place of a module that holds it is nearly all of it: a submodule of a package of the standard
    // library, the libraries that a wrapper imports.
    private const double NearlyAll = 0.8;

    private readonly AnalysisContext _context;
    private readonly UnitEvaluator _evaluator;
    private readonly Classifier _classifier;
    private readonly EventSet[] _eventsBelow;
    private readonly EventSet[] _eventsBeyondTypeChecksBelow;
    private readonly double[] _exclusiveMs;
    private readonly List<int>[] _children;
    private readonly int[] _callers;
    private readonly bool[] _isUnused;

    public UnitSearch(AnalysisContext context, UnitEvaluator evaluator, Classifier classifier, IReadOnlyList<double> exclusiveMs)
    {
        _context = context;
        _evaluator = evaluator;
        _classifier = classifier;
        _exclusiveMs = [.. exclusiveMs];
        _eventsBelow = Below(context, context.Uses.Events);
        _eventsBeyondTypeChecksBelow = Below(context, context.Uses.EventsBeyondTypeChecks);
        _isUnused = new bool[context.Graph.ModuleCount];
        _children = [.. Enumerable.Range(0, context.Graph.ModuleCount).Select(_ => new List<int>())];
        foreach (var module in context.Graph.Names.TopDown.ToArray().Reverse())
        {
            if (context.Graph.Names.Parent(module) is >= 0 and var parent)
            {
                _children[parent].Add(module);
            }
        }

        _callers = [.. Enumerable.Range(0, context.Graph.ModuleCount)
            .SelectMany(context.Uses.InitNeeds).Select(need => need.Needer)
            .Where(needer => needer > 0 && context.Graph.InInit(needer)).Distinct().Order()];
    }

    /// <summary>Events of each module with all below it by name.</summary>
    private static EventSet[] Below(AnalysisContext context, Func<int, EventSet> eventsOf)
    {
        var below = new EventSet[context.Graph.ModuleCount];
        var order = context.Graph.Names.TopDown;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            var module = order[i];
            below[module] |= eventsOf(module);
            if (context.Graph.Names.Parent(module) is >= 0 and var parent)
            {
                below[parent] |= below[module];
            }
        }

        return below;
    }

    /// <summary>All candidates; some may lie inside others.</summary>
    public IReadOnlyList<Candidate> Find()
    {
        var known = 0;
        List<Candidate> found = [];
        for (var round = 0; round < MostRounds; round++)
        {
            MarkUnusedCallers();
            found = Round();
            foreach (var unused in found.Where(candidate => candidate.Verdict.Pattern == Patterns.Unused))
            {
                Mark(unused.Unit);
            }

            var count = _isUnused.Count(flag => flag);
            if (count == known)
            {
                break;
            }

            known = count;
        }

        return found;
    }

    /// <summary>A module that calls others while it is loaded may itself be unused and yet too small to be a finding.</summary>
    private void MarkUnusedCallers()
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var caller in _callers)
            {
                if (!_isUnused[caller] && _eventsBelow[caller].IsEmpty
                    && _evaluator.OfModule(caller) is var unit && _classifier.Classify(unit, _isUnused) is { Pattern: Patterns.Unused })
                {
                    Mark(unit);
                    changed = true;
                }
            }
        }
    }

    private void Mark(ImportUnit unit)
    {
        foreach (var module in unit.Lost)
        {
            _isUnused[module] = true;
        }
    }

    private List<Candidate> Round()
    {
        var found = new List<Candidate>();
        var open = new Stack<int>();
        for (var module = _context.Graph.ModuleCount - 1; module >= 0; module--)
        {
            if (_context.Graph.Names.Parent(module) < 0)
            {
                open.Push(module);
            }
        }

        while (open.TryPop(out var module))
        {
            var candidate = IsWorthALook(module) && !IsShell(module) ? Look(module) : null;
            if (candidate is not null)
            {
                found.Add(candidate);
            }

            if (candidate?.Verdict.Pattern != Patterns.Unused)
            {
                Enter(module, open);
            }
        }

        return found;
    }

    private Candidate? Look(int module)
    {
        var unit = _evaluator.OfModule(module);
        return _classifier.Classify(unit, _isUnused) is { } verdict
            && unit.SavedMs(verdict.SavingShare) >= _context.MinSavingMs
            && !IsMereWrapper(unit, verdict)
                ? new Candidate(unit, verdict)
                : null;
    }

    /// <summary>
    /// A module of the function that costs little itself, or one inside a library that is little beside the other
    /// libraries that it imports: those are told in its place.
    /// </summary>
    private bool IsMereWrapper(ImportUnit unit, Verdict verdict)
    {
        var root = unit.Roots[0];
        var own = unit.Lost.Where(module => _context.LibraryOf[module] == _context.LibraryOf[root]).Sum(_context.Costs.Ms);
        return _context.IsOwn(root)
            ? own * verdict.SavingShare < _context.MinSavingMs
            : _context.Graph.Names.Parent(root) >= 0 && own < (1 - NearlyAll) * unit.Cost.Ms;
    }

    /// <summary>Goes on below a package with what is not too small.</summary>
    private void Enter(int package, Stack<int> open)
    {
        foreach (var child in _children[package])
        {
            if (!IsSmall(child))
            {
                open.Push(child);
            }
        }
    }

    /// <summary>
    /// Unused modules that are too small to be told alone, together by parent package, as far as nothing that is reported
    /// covers them.
    /// </summary>
    /// <param name="isCovered">True for modules that go with a finding.</param>
    public IEnumerable<Candidate> Groups(Func<int, bool> isCovered)
    {
        foreach (var package in _context.Graph.Names.TopDown.ToArray())
        {
            var small = _children[package].Where(child => IsSmall(child) && !isCovered(child)
                && _exclusiveMs[child] >= SmallestMember * _context.MinSavingMs).ToArray();
            if (small.Length > 1 && !_eventsBelow[package].IsEmpty && Group(small) is { } group && !group.Unit.Lost.All(isCovered))
            {
                yield return group;
            }
        }
    }

    private bool IsSmall(int module) =>
        _context.Graph.InInit(module) && _eventsBelow[module].IsEmpty && _exclusiveMs[module] < _context.MinSavingMs;

    private Candidate? Group(int[] small)
    {
        var unused = small.Where(IsWorthItsEdits).ToArray();
        if (unused.Length < 2)
        {
            return null;
        }

        var unit = _evaluator.OfGroup(unused);
        return unit.SavedMs(1) >= _context.MinSavingMs && _classifier.Classify(unit, _isUnused) is { Pattern: Patterns.Unused } verdict
            ? new Candidate(unit, verdict)
            : null;
    }

    /// <summary>Small as it is, it must go with its import statements alone: nothing that stays may be defined with it.</summary>
    private bool IsWorthItsEdits(int module)
    {
        var unit = _evaluator.OfModule(module);
        return unit.OutsideReads.All(read => _isUnused[read.Reader]) && unit.Cost.Ms >= SmallestMember * _context.MinSavingMs * unit.Statements.Count
            && _classifier.Classify(unit, _isUnused) is { Pattern: Patterns.Unused };
    }

    /// <summary>The handler's module is the function; what is too cheap alone is left to groups.</summary>
    private bool IsWorthALook(int module) =>
        module != 0 && _context.Graph.InInit(module) && _exclusiveMs[module] >= _context.MinSavingMs
        && (_eventsBelow[module].IsEmpty || CanBeUsed(module));

    /// <summary><c>urllib</c> of <c>urllib.request</c>: costs nothing itself, and is imported for other submodules too.</summary>
    private bool IsShell(int module) =>
        _context.Imports.Modules[module].Library == AnalysisContext.StandardLibrary
        && _children[module].Exists(child => _exclusiveMs[child] >= NearlyAll * _exclusiveMs[module]);

    private bool CanBeUsed(int module)
    {
        var name = _context.Imports.Modules[module].Name;
        return _context.Weights.ShareOf(_eventsBelow[module]) <= _context.Thresholds.RareEventShare
            || _eventsBeyondTypeChecksBelow[module].IsEmpty
            || Catalogs.OutputOf(name) is { AlsoInEvents: true }
            || Catalogs.Substitutes.Any(entry => entry.Heavy == name);
    }
}
