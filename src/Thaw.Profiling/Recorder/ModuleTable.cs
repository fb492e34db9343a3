using MathNet.Numerics.Statistics;
using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Recorder;

/// <summary>Modules by name over all traced processes, in the load order of the first one.</summary>
internal sealed class ModuleTable(RecordingSession session)
{
    private const string MainName = "__main__";

    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly List<ModuleEntry> _entries = [];
    private double _scale = 1;

    /// <summary>The index of a script's own body; -1 for handlers, whose module is loaded like any other.</summary>
    public int Main => _indices.GetValueOrDefault(MainName, -1);

    /// <summary>The index of a module; -1 if it was never loaded (loaded before the function, or built in).</summary>
    public int Find(string name) => _indices.GetValueOrDefault(name, -1);

    /// <summary>A script's body is no load: its own time is what is left of init.</summary>
    public void AddMain(string file, long initNs, TracedTotal total)
    {
        ModuleEntry entry = Entry(MainName);
        entry.Facts ??= new ModuleFacts(Path.IsPathRooted(file) ? file : null, "SourceFileLoader", false);
        entry.Phase ??= "init";
        entry.Failed = false;
        entry.Self.Add(initNs - total.Nested);
        entry.Linked.Add(0);
    }

    /// <summary>Adds one process's loads.</summary>
    public void AddRun(TracedLoads traced, Counter counter, string[] events)
    {
        // Without a name: a load that a thread of the function's had not finished.
        foreach (IGrouping<string, TracedLoad> loads in traced.Loads
            .Where(load => load.Name.Length > 0).GroupBy(load => load.Name, StringComparer.Ordinal))
        {
            TracedLoad first = loads.First();
            ModuleEntry entry = Entry(first.Name);
            entry.Note(first, traced, loads.All(load => load.Failed));
            if (first.Phase == "init")
            {
                entry.Phase = "init";
            }
            else if (first.Event >= 0)
            {
                entry.Events.Add(events[first.Event]);
            }

            entry.Count(counter, loads.Sum(load => load.Self), loads.Sum(load => load.Linked));
        }
    }

    /// <summary>The modules with medians; statements are added to the table as they are met.</summary>
    /// <remarks>
    /// What disturbs a process on a shared machine hits other modules in each, so the sum of the modules' medians is
    /// less than the median of the processes' sums, by 1 % on a quiet machine and by a third on a very busy one. The
    /// medians say how init divides, so they are scaled to add up to what it took.
    /// </remarks>
    /// <param name="statements">Where statements are added.</param>
    /// <param name="named">Modules that statements name.</param>
    /// <param name="initMs">What the loads of init took together, collector left out, median ms.</param>
    public IReadOnlyList<ModuleLoad> ToLoads(StatementTable statements, HashSet<int> named, double initMs)
    {
        double sum = _entries.Where(entry => entry.Phase == "init").Sum(entry => Median(entry.Self) + Median(entry.Linked)) / 1e6;
        _scale = sum > 0 && initMs > 0 ? initMs / sum : 1;
        var loads = new ModuleLoad[_entries.Count];
        for (int i = 0; i < loads.Length; i++)
        {
            loads[i] = ToLoad(i, statements, named);
        }

        return AddCumulative(loads);
    }

    private ModuleEntry Entry(string name)
    {
        if (!_indices.TryGetValue(name, out int index))
        {
            index = _entries.Count;
            _indices.Add(name, index);
            _entries.Add(new ModuleEntry(name));
        }

        return _entries[index];
    }

    private ModuleLoad ToLoad(int index, StatementTable statements, HashSet<int> named)
    {
        ModuleEntry entry = _entries[index];
        ModuleFacts facts = entry.Facts ?? new ModuleFacts(null, "", false);
        bool byLauncher = entry.Statement is not { } key || key.Line <= 0 || key.Module.StartsWith("_thaw_", StringComparison.Ordinal);
        int parent = entry.OuterName is null ? Main : Find(entry.OuterName);
        return new ModuleLoad
        {
            Id = index,
            Name = entry.Name,
            File = facts.File is { } file && Path.IsPathRooted(file) ? file : null,
            Kind = KindOf(facts),
            IsPackage = facts.IsPackage,
            Library = entry.Name == MainName ? "(function)" : session.Distributions.LibraryOf(entry.Name, facts.File),
            Phase = entry.Phase ?? "invoke",
            Events = entry.Phase == "init" ? [] : [.. entry.Events.Order(StringComparer.Ordinal)],
            Statement = byLauncher ? -1 : statements.Add(entry.Statement!.Value),
            Parent = entry.Name == MainName ? -1 : parent,
            ImplicitParent = !byLauncher && !named.Contains(index),
            SelfMs = Scale(entry) * Median(entry.Self) / 1e6,
            LinkMs = Scale(entry) * Median(entry.Linked) / 1e6,
            CumulativeMs = 0,
            ResidentBytes = (long)Median(entry.Resident),
            HeapBytes = (long)Median(entry.Heap),
            NewContainers = (long)Median(entry.Containers),
            Failed = entry.Failed,
        };
    }

    private double Scale(ModuleEntry entry) => entry.Phase == "init" ? _scale : 1;

    private static double Median(List<double> values) => values.Count > 0 ? values.Median() : 0;

    /// <summary>Children come after their parents in load order, so one pass from the end sums subtrees.</summary>
    private static ModuleLoad[] AddCumulative(ModuleLoad[] loads)
    {
        var sums = new double[loads.Length];
        for (int i = loads.Length - 1; i >= 0; i--)
        {
            sums[i] += loads[i].SelfMs + loads[i].LinkMs;
            int parent = loads[i].Parent;
            if (parent >= 0 && parent < i && loads[parent].Phase == loads[i].Phase)
            {
                sums[parent] += sums[i];
            }
        }

        return [.. loads.Select((load, index) => load with { CumulativeMs = sums[index] })];
    }

    private static string KindOf(ModuleFacts facts) => facts.Loader switch
    {
        "SourceFileLoader" => "source",
        "ExtensionFileLoader" => "extension",
        "BuiltinImporter" => "builtin",
        "FrozenImporter" => "frozen",
        "NamespaceLoader" or "_NamespaceLoader" => "namespace",
        "zipimporter" => "zip",
        _ => "other",
    };
}

/// <summary>What is known of one module.</summary>
internal sealed class ModuleEntry(string name)
{
    public string Name { get; } = name;

    public ModuleFacts? Facts { get; set; }

    public string? Phase { get; set; }

    public SortedSet<string> Events { get; } = new(StringComparer.Ordinal);

    public StatementKey? Statement { get; private set; }

    public string? OuterName { get; private set; }

    public bool Failed { get; set; } = true;

    public List<double> Self { get; } = [];

    public List<double> Linked { get; } = [];

    public List<double> Resident { get; } = [];

    public List<double> Heap { get; } = [];

    public List<double> Containers { get; } = [];

    /// <summary>Takes the circumstances of the first load that was seen, and facts once they can be had.</summary>
    public void Note(TracedLoad load, TracedLoads traced, bool failed)
    {
        if (Statement is null)
        {
            Statement = load.Statement;
            OuterName = load.Outer >= 0 ? traced.Loads[load.Outer].Name : null;
        }

        Failed &= failed;
        if (Facts is not { Loader.Length: > 0, File: not null } && traced.Modules.TryGetValue(Name, out ModuleFacts facts))
        {
            Facts = facts;
        }
    }

    /// <summary>Adds one process's amounts; memory that was gained in dlopen belongs to the module as well.</summary>
    public void Count(Counter counter, long self, long linked)
    {
        switch (counter)
        {
            case Counter.Time:
                Self.Add(self);
                Linked.Add(linked);
                break;
            case Counter.Resident:
                Resident.Add(self + linked);
                break;
            case Counter.Heap:
                Heap.Add(self + linked);
                break;
            case Counter.Containers:
                Containers.Add(self + linked);
                break;
            default:
                break;
        }
    }
}
