using Thaw.Optimizing.Verification.Events;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Verification.Effects;

/// <summary>A process that was initialised and got every event in turn, with what it left behind each time.</summary>
internal sealed class SequenceRun
{
    private SequenceRun(
        EventRun seen, IReadOnlyList<StateSnapshot> snapshots, IReadOnlyList<(string Name, string File)> modules, StateSnapshot restored)
    {
        Seen = seen;
        Snapshots = snapshots;
        Modules = modules;
        Restored = restored;
    }

    /// <summary>Results and output.</summary>
    public EventRun Seen { get; }

    /// <summary>After init, after each event, and, with what modules hold of each other, at the end.</summary>
    public IReadOnlyList<StateSnapshot> Snapshots { get; }

    /// <summary>The modules that were loaded at the end, in load order, with their files; an empty one for none.</summary>
    public IReadOnlyList<(string Name, string File)> Modules { get; }

    /// <summary>After the modules that were asked for had been loaded, too.</summary>
    public StateSnapshot Restored { get; }

    /// <summary>Runs it.</summary>
    /// <param name="side">Which of the two.</param>
    /// <param name="restore">Modules to load at the end, in order.</param>
    /// <param name="layout">Which layout of memory; 0 as it is.</param>
    public static SequenceRun Of(FunctionSide side, IReadOnlyList<string> restore, int layout = 0)
    {
        int[] events = [.. side.Events];
        (AgentRun run, EventRun seen) = side.Run(
            ProbeFiles.Sequence, events, new Dictionary<string, object?> { ["modules"] = restore, ["layout"] = layout });
        List<StateSnapshot> snapshots = [];
        for (int i = 0; run.Records.TryGetValue($"state{i}", out object?[]? record); i++)
        {
            string moment = i == 0 ? "after init" : $"after event {side.Function.Events[i - 1].Name}";
            snapshots.Add(Snapshot(side, moment, record[1], Names(record[2])));
        }

        (string Name, string File)[] modules = run.Records.TryGetValue("modules", out object?[]? loaded)
            ? [.. ((object?[])loaded[1]!).OfType<object?[]>().Select(item => (item[0] as string ?? "", Text(side, item[1])))]
            : [];
        string[] names = [.. modules.Select(module => module.Name)];
        if (run.Records.TryGetValue("final", out object?[]? final))
        {
            snapshots.Add(Snapshot(side, "at the end", final[1], names));
        }

        StateSnapshot restored = run.Records.TryGetValue("restored", out object?[]? all)
            ? Snapshot(side, "restored", all[1], [.. names, .. restore])
            : new StateSnapshot("restored", new Dictionary<(string, string), StateEntry>(), new HashSet<string>());
        return new SequenceRun(seen, snapshots, modules, restored);
    }

    private static StateSnapshot Snapshot(FunctionSide side, string moment, object? entries, IReadOnlyList<string> modules)
    {
        var found = new Dictionary<(string, string), StateEntry>();
        foreach (object?[] item in ((object?[])entries!).OfType<object?[]>())
        {
            var entry = new StateEntry(Text(side, item[0]), Text(side, item[1]), Text(side, item[2]), Text(side, item[3]), Text(side, item[4]));
            found[(entry.Kind, entry.Key)] = entry;
        }

        return new StateSnapshot(moment, found, modules.ToHashSet(StringComparer.Ordinal));
    }

    private static string[] Names(object? names) => [.. ((object?[])names!).OfType<string>()];

    private static string Text(FunctionSide side, object? value) => side.Paths.Apply(value as string ?? "");
}
