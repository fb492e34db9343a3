using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Verification.Effects;
using Thaw.Optimizing.Verification.Events;
using Thaw.Optimizing.Verification.Names;
using Thaw.Optimizing.Verification.Testing;
using Thaw.Optimizing.Verification.Threading;

namespace Thaw.Optimizing.Verification;

/// <summary>One comparison of a result with its original, check by check.</summary>
internal sealed class Verification(
    OriginalFacts original, FunctionSide result, IReadOnlyList<RewrittenModule> modules, VerifyOptions options, CancellationToken cancellation)
{
    private readonly List<Difference> _found = [];
    private readonly List<EventVerdict> _verdicts = [];
    private readonly List<string> _notes = [];
    private readonly HashSet<string> _suspects = new(StringComparer.Ordinal);
    private readonly HashSet<string> _edited = [.. modules.Select(module => module.Module)];
    private readonly List<int> _same = [];
    private readonly List<(string File, int Line)> _places = [];
    private IReadOnlyList<(string Module, string Name, string Value)> _deferred = [];
    private int _compared;

    /// <summary>Makes the checks, those that are quick or often fail first.</summary>
    public void Run()
    {
        foreach ((string name, Action check) in Checks())
        {
            options.Checking?.Invoke(name);
            check();
            if (options.StopAtFirst && _found.Exists(difference => difference.Rule is null))
            {
                return;
            }
        }
    }

    /// <summary>All, or those that a focus needs: threads take deferred names and events that agree from the checks before.</summary>
    private (string Name, Action Check)[] Checks()
    {
        (string, Action) sequence = ("all events in turn", CheckSequence);
        (string, Action) events = ("each event", CheckEvents);
        (string, Action) names = ("names", CheckNames);
        (string, Action) threads = ("threads", CheckThreads);
        (string, Action) tests = ("tests", CheckTests);
        return options.Focus?.Check switch
        {
            null => [sequence, events, names, threads, tests],
            Check.Sequence or Check.SideEffects => [sequence],
            Check.Names => [names],
            Check.Event => [events],
            Check.Threads => [events, names, threads],
            _ => [tests],
        };
    }

    /// <summary>The modules whose names are resolved: all that may differ, or the one that the focus is on.</summary>
    private string[] Looked() => options.Focus switch
    {
        { Check: Check.Names, Where: var where } => [where],
        { Check: Check.Threads, Where: var where } when _edited.Contains(where) => [where],
        { Check: Check.Threads, Where: not "names" } => [],
        _ when _edited.Count == 0 => [],
        _ => [.. _edited.Union(options.AlsoResolve)],
    };

    /// <summary>What was found.</summary>
    /// <param name="processes">That were started.</param>
    public VerificationResult ToResult(int processes) => new()
    {
        Unverifiable = WhyUnverifiable(),
        Breaking = [.. _found.Where(difference => difference.Rule is null)],
        Harmless = [.. _found.Where(difference => difference.Rule is not null)],
        Masked =
        [
            .. Indices.Where(index => _verdicts.Exists(verdict => verdict.Name == original.NameOf(index)))
                .SelectMany(index => original.Event(index).Mask.Parts),
            .. original.Sequence.Mask.Parts,
            .. SideEffectCheck.Varying(original.Sequences),
        ],
        Events = _verdicts,
        Notes = _notes,
        Suspects = [.. _suspects.Order(StringComparer.Ordinal)],
        Places = _places,
        Processes = processes,
    };

    /// <summary>The events, or the one that the focus is on; -1 alone for a script.</summary>
    private IEnumerable<int> Indices => result.Events.DefaultIfEmpty(-1)
        .Where(index => options.Focus is null or { Where: "init" or "names" } || original.NameOf(index) == options.Focus.Where);

    private string? WhyUnverifiable()
    {
        if (options.Focus is not null || _verdicts.Count == 0 || _verdicts.Count < Indices.Count())
        {
            return null;
        }

        if (result.Events.Any() && _verdicts.TrueForAll(verdict => verdict.Outcome != "ok"))
        {
            return $"every event fails on the original, so no result can be compared; the first, {_verdicts[0].Name}, with {OneLine.Of(_verdicts[0].Outcome)}";
        }

        return result.Events.Any() && _compared == 0
            ? "all results differ between two runs of the original, so nothing can be verified; make the function's results repeatable, or leave it as it is"
            : null;
    }

    private void CheckSequence()
    {
        SequenceRun run = SequenceRun.Of(result, original.LibraryModules);
        foreach ((string what, string before, string after) in original.Sequence.Compare(run.Seen).Differences)
        {
            Add(new Difference(Check.Sequence, "all events in turn", what, OneLine.Of(before), OneLine.Of(after)));
            Suspect(run.Seen);
        }

        IReadOnlySet<string> edited = EditedNames(original.Sequences[0]);
        IReadOnlyList<Difference> effects = SideEffectCheck.Compare(original.Sequences, run, edited);
        // The order of a set, say, depends on addresses.
        while (effects.Any(difference => difference.Rule is null) && original.RepeatSequence())
        {
            effects = SideEffectCheck.Compare(original.Sequences, run, edited);
        }

        _found.AddRange(effects);
    }

    /// <summary>The edited modules under every name: requests knows chardet as requests.packages.chardet, too.</summary>
    private HashSet<string> EditedNames(SequenceRun run)
    {
        HashSet<string> files = [.. modules.Select(module => module.File)];
        return [.. _edited, .. run.Modules.Where(module => files.Contains(module.File)).Select(module => module.Name)];
    }

    private void CheckNames()
    {
        string[] looked = Looked();
        if (looked.Length == 0)
        {
            return;
        }

        IReadOnlyDictionary<string, ResolvedNames[]> before = original.Names(looked);
        IReadOnlyDictionary<string, ResolvedNames> after = ResolvedNames.Of(
            result, options.FirstUseBudget, [.. before.Select(item => (item.Key, (IReadOnlyCollection<string>)[.. item.Value[0].Values.Keys]))]);
        foreach ((string module, ResolvedNames[] originals) in before.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            foreach (Difference difference in NamesCheck.Compare(originals, after[module]))
            {
                // A package that is not edited has the attribute as soon as somebody imports the module.
                Add(_edited.Contains(module) ? difference : difference with { Missed = NamesCheck.ModuleAway(originals[0], after[module], difference.What) });
                if (difference.Rule is null)
                {
                    _suspects.Add(module);
                }
            }
        }

        _deferred =
        [
            .. after.Values.SelectMany(names => names.Deferred
                .Where(name => !NamesCheck.IsPrivateModuleAway(before[names.Module][0], names, name)
                    && !before[names.Module][0].Values[name].StartsWith("raises ", StringComparison.Ordinal))
                .Select(name => (names.Module, name, before[names.Module][0].Values[name]))),
        ];
        int together = after.Values.Sum(names => names.Together);
        if (together > 0)
        {
            _notes.Add($"{together} of {_deferred.Count} deferred names were resolved after others, not each as the first");
        }
    }

    private void CheckEvents()
    {
        int[] indices = [.. Indices];
        original.Prepare(indices, cancellation);
        EventRun[] runs = TwoAtATime.Select(indices, RunEvent, cancellation);
        for (int place = 0; place < indices.Length; place++)
        {
            bool same = CompareEvent(indices[place], runs[place], indices.Length > 1);
            if (options.StopAtFirst && !same)
            {
                return;
            }
        }
    }

    private EventRun RunEvent(int index) => result.Run(ProbeFiles.Event, index < 0 ? [] : [index]).Seen;

    private bool CompareEvent(int index, EventRun run, bool ranBesideOthers)
    {
        EventFacts facts = original.Event(index);
        var found = facts.Compare(run);
        if (ranBesideOthers && found.Differences.Count > 0)
        {
            // What met another process differs for that reason alone; what the edits change differs again.
            EventRun[] alone = [RunEvent(index), RunEvent(index)];
            run = Array.Find(alone, other => facts.Compare(other).Differences.Count > 0) ?? alone[0];
            found = facts.Compare(run);
        }

        _compared += found.Compared;
        foreach ((string what, string before, string after) in found.Differences)
        {
            Add(new Difference(Check.Event, original.NameOf(index), what, OneLine.Of(before), OneLine.Of(after)));
            Suspect(run);
        }

        if (found.Differences.Count == 0)
        {
            _same.Add(index);
        }

        bool holdout = index >= 0 && result.Function.Events[index].Holdout;
        _verdicts.Add(new EventVerdict(original.NameOf(index), holdout, facts.First.Summary, found.Differences.Count == 0));
        return found.Differences.Count == 0;
    }

    private void CheckThreads()
    {
        // Without a deferred import nothing is a first use.
        if (_edited.Count == 0)
        {
            return;
        }

        var check = new ThreadsCheck(original.Side, result, options);
        foreach (Difference difference in check.Compare(
            _deferred, [.. _same.Where(index => index >= 0 && !original.Event(index).Mask.CoversOutcome)
                .Select(index => (index, original.Event(index).First, original.Event(index).Mask))]))
        {
            Add(difference);
            if (_edited.Contains(difference.Where))
            {
                _suspects.Add(difference.Where);
            }
        }

        _notes.AddRange(check.Notes);
    }

    private void CheckTests()
    {
        if (options.TestCommand is null)
        {
            return;
        }

        (int? ExitCode, string LastLine) before = original.Tests(cancellation);
        if (before.ExitCode != 0)
        {
            _notes.Add($"the function's own tests do not pass on the original, so they show nothing: {TestRun.TextOf(before)}");
            return;
        }

        (int? ExitCode, string LastLine) after = TestRun.Of(result.Prepared, options, cancellation);
        if (after.ExitCode != 0)
        {
            Add(new Difference(Check.Tests, "tests", options.TestCommand, TestRun.TextOf(before), TestRun.TextOf(after)));
        }
    }

    private void Add(Difference difference) => _found.Add(difference);

    private void Suspect(EventRun run)
    {
        Dictionary<string, string> edited = modules.ToDictionary(module => module.File, module => module.Module);
        foreach (var place in run.Places.Where(place => edited.ContainsKey(place.File)))
        {
            _places.Add(place);
            _suspects.Add(edited[place.File]);
        }
    }
}
