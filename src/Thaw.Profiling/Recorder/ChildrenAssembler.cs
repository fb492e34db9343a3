using Thaw.Profiling.Recordings;
using Thaw.Profiling.Statistics;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>Puts the children of several runs together: those that run the same program are one entry.</summary>
internal static class ChildrenAssembler
{
    private const double NanosecondsPerMs = 1e6;

    /// <summary>Assembles them.</summary>
    public static ChildrenPass Assemble(IReadOnlyList<AgentRun> runs)
    {
        var commands = runs.SelectMany((run, index) => run.Children.Select(child => (Run: index, Child: child)))
            .GroupBy(item => (Program: ChildPrograms.NameOf(item.Child.Command), item.Child.Python))
            .Select(group => Command(group.Key.Program, group.Key.Python, [.. group]));
        return new ChildrenPass(runs.Count,
        [
            .. commands.OrderByDescending(command => command.Processes * (command.StartMs + (command.LifeMs ?? 0)))
                .ThenBy(command => command.Program, StringComparer.Ordinal),
        ]);
    }

    private static ChildCommand Command(string program, string python, (int Run, ChildRun Child)[] started)
    {
        var all = Array.ConvertAll(started, item => item.Child);
        var ended = Array.FindAll(all, child => child.Complete);
        var traced = ended.Select(child => TracedLoads.From(child.Records)).OfType<TracedLoads>().ToArray();
        return new ChildCommand
        {
            Program = program,
            Python = python,
            Processes = Robust.Median([.. started.GroupBy(item => item.Run).Select(run => (double)run.Count())]),
            Unfinished = all.Length - ended.Length,
            StartMs = Robust.Median(Array.ConvertAll(all, child => child.StartCpuNs / NanosecondsPerMs)),
            ImportsMs = traced.Length > 0 ? Robust.Median(Array.ConvertAll(traced, ImportsMs)) : null,
            LifeMs = ended.Length > 0 ? Robust.Median(Array.ConvertAll(ended, child => (child.EndNs - child.FirstLineNs) / NanosecondsPerMs)) : null,
            PeakRssBytes = ended.Length > 0 ? (long)Robust.Median(Array.ConvertAll(ended, child => (double)child.PeakRssBytes)) : null,
            Modules = traced.Length > 0 ? Modules(traced) : [],
        };
    }

    private static double ImportsMs(TracedLoads loads) => loads.Totals.Sum(total => total.Nested) / NanosecondsPerMs;

    /// <summary>The order and the loaders are those of the first process; a module counts once, by its first load.</summary>
    private static List<ChildModule> Modules(TracedLoads[] traced)
    {
        var times = traced.SelectMany(process => process.Loads.Where(load => !load.Failed).DistinctBy(load => load.Name))
            .ToLookup(load => load.Name, StringComparer.Ordinal);
        var places = new Dictionary<int, int>();
        var modules = new List<ChildModule>();
        foreach (var (index, load) in traced[0].Loads.Index())
        {
            if (load.Failed || modules.Exists(known => known.Name == load.Name))
            {
                continue;
            }

            places[index] = modules.Count;
            var isKnown = load.Statement.File.Length > 0;
            modules.Add(new ChildModule(
                load.Name, places.GetValueOrDefault(load.Outer, -1), isKnown ? load.Statement.File : null, isKnown ? load.Statement.Line : 0,
                Median(times[load.Name], item => item.Self + item.Linked), Median(times[load.Name], item => item.Total)));
        }

        return modules;
    }

    private static double Median(IEnumerable<TracedLoad> loads, Func<TracedLoad, long> value) =>
        Robust.Median([.. loads.Select(load => Math.Max(0, value(load)) / NanosecondsPerMs)]);
}
