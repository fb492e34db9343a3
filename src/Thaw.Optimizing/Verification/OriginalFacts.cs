using Thaw.Optimizing.Verification.Effects;
using Thaw.Optimizing.Verification.Events;
using Thaw.Optimizing.Verification.Names;
using Thaw.Optimizing.Verification.Testing;
using Thaw.Profiling.Recorder;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Verification;

/// <summary>What the original does, found out once for all results that are compared with it.</summary>
internal sealed class OriginalFacts
{
    private readonly Dictionary<int, EventFacts> _events = [];
    private readonly Dictionary<string, ResolvedNames[]> _names = [];
    private readonly VerifyOptions _options;
    private readonly List<SequenceRun> _sequences = [];
    private (int? ExitCode, string LastLine)? _tests;

    /// <exception cref="FunctionFailedException">Its handler cannot be imported.</exception>
    public OriginalFacts(PreparedFunction original, VerifyOptions options, CancellationToken cancellation)
    {
        _options = options;
        Side = new FunctionSide(original, PathMap.None, options, cancellation);
        List<SequenceRun> runs = _sequences;
        Sequence = new EventFacts("all events in turn", [], options, () =>
        {
            runs.Add(SequenceRun.Of(Side, [], layout: runs.Count));
            return runs[^1].Seen;
        });
        if (runs[0].Snapshots.Count == 0 || (Side.Events.Any() && runs[0].Seen is { HasResult: false, Outcome: not "ok" } && runs[0].Snapshots.Count <= 2))
        {
            CheckInit(original, cancellation);
        }

        LibraryModules = SideEffectCheck.LibraryModules(Side, runs[0]);
    }

    /// <summary>Starts its processes.</summary>
    public FunctionSide Side { get; }

    /// <summary>All events in turn in one process.</summary>
    public EventFacts Sequence { get; }

    /// <summary>The same, with what was left behind; two at least.</summary>
    public IReadOnlyList<SequenceRun> Sequences => _sequences;

    /// <summary>Runs the sequence once more, unless it was run as often as allowed: what varies may agree in two runs by chance.</summary>
    /// <returns>False if it was not run.</returns>
    public bool RepeatSequence()
    {
        if (_sequences.Count >= _options.MostOriginalRuns)
        {
            return false;
        }

        _sequences.Add(SequenceRun.Of(Side, [], layout: _sequences.Count));
        return true;
    }

    /// <summary>Modules of libraries that it loads, in load order.</summary>
    public IReadOnlyList<string> LibraryModules { get; }

    /// <summary>One event in processes of its own; -1 for a script.</summary>
    public EventFacts Event(int index)
    {
        if (!_events.TryGetValue(index, out EventFacts? facts))
        {
            facts = Observe(index);
            _events.Add(index, facts);
        }

        return facts;
    }

    /// <summary>Finds out what several events do, two at a time. What varies then is looked at again, alone: the two may have met.</summary>
    public void Prepare(IReadOnlyList<int> indices, CancellationToken cancellation)
    {
        int[] missing = [.. indices.Where(index => !_events.ContainsKey(index))];
        foreach ((int index, EventFacts facts) in missing.Zip(TwoAtATime.Select(missing, Observe, cancellation)))
        {
            if (facts.Mask.Parts.Count == 0)
            {
                _events.Add(index, facts);
            }
        }
    }

    private EventFacts Observe(int index)
    {
        var runs = 0;
        return new EventFacts(NameOf(index), Side.Function.NonDeterministic, _options, () => Side.Run(
            ProbeFiles.Event, index < 0 ? [] : [index], new Dictionary<string, object?> { ["layout"] = runs++ }).Seen);
    }

    /// <summary>The event's name; <c>init</c> for a script.</summary>
    public string NameOf(int index) => index < 0 ? "init" : Side.Function.Events[index].Name;

    /// <summary>What the names of modules lead to, each looked at twice.</summary>
    public IReadOnlyDictionary<string, ResolvedNames[]> Names(IReadOnlyCollection<string> modules)
    {
        (string, IReadOnlyCollection<string>)[] missing =
            [.. modules.Where(module => !_names.ContainsKey(module)).Distinct().Select(module => (module, (IReadOnlyCollection<string>)[]))];
        if (missing.Length > 0)
        {
            var first = ResolvedNames.Of(Side, _options.FirstUseBudget, missing);
            var second = ResolvedNames.Of(Side, _options.FirstUseBudget, missing);
            foreach ((string module, ResolvedNames names) in first)
            {
                _names[module] = [names, second[module]];
            }
        }

        return modules.Distinct().ToDictionary(module => module, module => _names[module]);
    }

    /// <summary>How its own tests end.</summary>
    public (int? ExitCode, string LastLine) Tests(CancellationToken cancellation) =>
        _tests ??= TestRun.Of(Side.Prepared, _options, cancellation);

    private void CheckInit(PreparedFunction original, CancellationToken cancellation)
    {
        AgentRun run = original.Launcher.Run(
            new LaunchRequest { ByteCode = ByteCodeState.Priming, TimeLimit = _options.StartLimit }, cancellation);
        if (run.Init is not { Error: null })
        {
            string why = run.Init?.Error is { } error ? $"{error.Type}: {OneLine.Of(error.Message)}" : "its process does not come to the end of init";
            throw new FunctionFailedException($"{original.Function.Target} cannot be loaded, so nothing can be verified: {why}");
        }
    }
}
