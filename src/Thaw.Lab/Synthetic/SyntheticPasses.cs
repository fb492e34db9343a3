using Thaw.Profiling.Recordings;

namespace Thaw.Lab.Synthetic;

/// <summary>The passes of a synthetic recording that are JSON.</summary>
internal static class SyntheticPasses
{
    private const int Runs = 12;
    private const int FunctionsPerModule = 2;

    /// <summary>Uninstrumented runs.</summary>
    public static BaselinePass Baseline(SyntheticWorld world) => new(
        [.. Enumerable.Range(0, Runs).Select(run => BaselineRun(run, world))]);

    /// <summary>Every module, the statement that loads it, and a second statement that asks for a loaded one.</summary>
    public static ImportsPass Imports(SyntheticWorld world)
    {
        var statements = new List<ImportStatement>();
        var edges = new List<ImportEdge>();
        for (int module = 1; module < world.Modules; module++)
        {
            Add(world.Parent(module), module, statements, edges);
            if (module % 3 == 0)
                Add(module, SyntheticWorld.Mix(module, module), statements, edges);
        }

        double[] total = TotalMs(world);
        var firstStatement = edges.GroupBy(edge => edge.Targets[0]).ToDictionary(g => g.Key, g => g.First().Statement);
        return new ImportsPass
        {
            Modules = [.. Enumerable.Range(0, world.Modules).Select(i => Load(world, i, firstStatement.GetValueOrDefault(i, -1), total[i]))],
            Statements = statements,
            Edges = edges,
            CollectorMs = 40,
            LinkMs = 60,
            TracerMs = 20,
            InterpreterStartMs = 10,
            InitMs = total[0] + 100,
            InitMadMs = 5,
            FirstInvocationMs = 12,
            TimedRuns = 7,
        };
    }

    /// <summary>Two functions in every third module; two libraries of three run in init alone.</summary>
    public static UsagePass Usage(SyntheticWorld world) => new(
        [
            .. from module in Enumerable.Range(0, world.Modules)
               where module % 3 == 0
               from number in Enumerable.Range(0, FunctionsPerModule)
               select Function(module, number),
        ],
        "sys.setprofile", SyntheticWorld.Events);

    private static BaselineRun BaselineRun(int run, SyntheticWorld world) => new()
    {
        Event = SyntheticWorld.Events[run % SyntheticWorld.Events.Count],
        InterpreterStartMs = 10,
        LauncherMs = 1,
        InitMs = TotalMs(world)[0] + run % 3,
        FirstInvocationMs = 12,
        LaterInvocationsMs = [5, 5],
        InitRssBytes = 900 << 20,
        InitPssBytes = 850 << 20,
        PeakRssBytes = 950 << 20,
        PssBytes = 900 << 20,
        Outcome = new RunOutcome("ok", null, "00"),
    };

    private static void Add(int importer, int target, List<ImportStatement> statements, List<ImportEdge> edges)
    {
        statements.Add(new ImportStatement(
            statements.Count, SyntheticWorld.NameOf(importer), SyntheticWorld.FileOf(importer), 1 + target % 400, "<module>"));
        edges.Add(new ImportEdge(importer, statements.Count - 1, [target], "init"));
    }

    // A few libraries are heavy, as in life: they are what findings are about.
    private static double SelfMs(int module)
    {
        bool isHeavy = module > 0 && SyntheticWorld.LibraryOf(module) % 10 == 1;
        return (0.1 + SyntheticWorld.Mix(module, 100) / 100.0) * (isHeavy ? 20 : 1);
    }

    /// <summary>The time of each module with all that it loads, ms; of module 0, the whole init.</summary>
    public static double[] TotalMs(SyntheticWorld world)
    {
        var total = new double[world.Modules];
        for (int module = world.Modules - 1; module >= 0; module--)
        {
            total[module] += SelfMs(module);
            if (module > 0)
                total[world.Parent(module)] += total[module];
        }

        return total;
    }

    private static ModuleLoad Load(SyntheticWorld world, int module, int statement, double totalMs) => new()
    {
        Id = module,
        Name = SyntheticWorld.NameOf(module),
        File = SyntheticWorld.FileOf(module),
        Kind = "source",
        IsPackage = SyntheticWorld.FileOf(module).EndsWith("__init__.py", StringComparison.Ordinal),
        Library = module == 0 ? "(function)" : SyntheticWorld.LibraryName(SyntheticWorld.LibraryOf(module)),
        Phase = "init",
        Events = [],
        Statement = statement,
        Parent = world.Parent(module),
        ImplicitParent = false,
        SelfMs = SelfMs(module),
        LinkMs = 0,
        CumulativeMs = totalMs,
        ResidentBytes = 4096 * SyntheticWorld.Mix(module, 40),
        HeapBytes = 1024 * SyntheticWorld.Mix(module, 100),
        Failed = false,
    };

    private static UsedFunction Function(int module, int number)
    {
        string file = SyntheticWorld.FileOf(module);
        bool runsLater = module % 9 == 0 && SyntheticWorld.IsUsed(module);
        return new UsedFunction
        {
            Module = SyntheticWorld.NameOf(module),
            Name = FormattableString.Invariant($"function{number}"),
            File = file,
            Line = 10 + 20 * number,
            IsNative = false,
            InInit = !runsLater,
            Events = runsLater ? [SyntheticWorld.Events[module % SyntheticWorld.Events.Count]] : [],
            FirstPath =
            [
                new CallSite(SyntheticWorld.FunctionRoot + "/handler.py", 20, "handler"),
                new CallSite(file, 12 + 20 * number, "function0"),
            ],
        };
    }

    /// <summary>Two programs that the function starts, one of which never ends in order.</summary>
    public static ChildrenPass Children() => new(3,
    [
        new ChildCommand
        {
            Program = SyntheticWorld.FunctionRoot + "/worker.py", Python = "3.11.0", Processes = 4, Unfinished = 0,
            StartMs = 15, ImportsMs = 40, LifeMs = 70, PeakRssBytes = 21_000_000,
            Modules = [new ChildModule("json", -1, SyntheticWorld.FunctionRoot + "/worker.py", 3, 4, 40), new ChildModule("json.decoder", 0, null, 0, 36, 36)],
        },
        new ChildCommand
        {
            Program = "-m server", Python = "3.11.0", Processes = 1, Unfinished = 3,
            StartMs = 15, ImportsMs = null, LifeMs = null, PeakRssBytes = null, Modules = [],
        },
    ]);
}
