using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;

namespace Thaw.Profiling.Tests.Recordings.Storage;

/// <summary>A small recording with something in every field, for the tests of the store.</summary>
internal static class SampleRecordings
{
    public static RecordingManifest Manifest(params RecordedPass[] passes) => new()
    {
        ThawVersion = "0.1.0",
        RecordedAt = new DateTimeOffset(2025, 11, 3, 10, 0, 0, TimeSpan.Zero),
        Function = new RecordedFunction("report", "handler", "handler.handler", "/srv/report", ["STAGE"]),
        Python = new RecordedPython("/usr/bin/python3", "3.11.2", "cpython", false, "/usr/lib/python3.11"),
        Conditions = new RecordedConditions("warm", "warm", 10, 250, "6.1.0", 2),
        Events = [new RecordedEvent("small", 60, false, false, "aa"), new RecordedEvent("odd", 2, false, true, "bb")],
        Distributions = [new RecordedDistribution("numpy", "1.24.2", ["numpy"])],
        Passes = passes,
    };

    public static RecordedPass Pass(string name, string state = "done", string? reason = null) =>
        new(name, state, reason, null, 0, null, 1.5);

    public static BaselinePass Baseline(string? message = null) => new(
    [
        new BaselineRun
        {
            Event = "small", InterpreterStartMs = 10.5, LauncherMs = 1.25, InitMs = 80, FirstInvocationMs = 3,
            LaterInvocationsMs = [0.5, 0.25], InitRssBytes = 30_000_000, InitPssBytes = 20_000_000,
            PeakRssBytes = 40_000_000, PssBytes = 25_000_000,
            Outcome = message is null ? new RunOutcome("ok", null, "cc") : new RunOutcome("error", message, null),
        },
    ]);

    public static ImportsPass Imports() => new()
    {
        Modules =
        [
            Module(0, "handler", -1, -1), Module(1, "numpy", 0, 0), Module(2, "numpy.core", 1, 1),
        ],
        Statements =
        [
            new ImportStatement(0, "handler", "/srv/report/handler.py", 1, "<module>"),
            new ImportStatement(1, "numpy", "/usr/lib/python3/dist-packages/numpy/__init__.py", 140, "<module>"),
        ],
        Edges = [new ImportEdge(0, 0, [1], "init"), new ImportEdge(1, 1, [2], "init")],
        CollectorMs = 4,
        LinkMs = 7,
        TracerMs = 1,
        InterpreterStartMs = 10,
        InitMs = 81,
        InitMadMs = 0.5,
        FirstInvocationMs = 3,
        TimedRuns = 5,
    };

    public static UsagePass Usage() => new(
        [
            new UsedFunction
            {
                Module = "numpy", Name = "dot", File = null, Line = 0, IsNative = true, InInit = false, Events = ["small"],
                FirstPath = [new CallSite("/srv/report/handler.py", 9, "handler")],
            },
        ],
        "sys.setprofile", ["small"],
        [
            new NameRead
            {
                Module = "numpy.ma", Name = "masked", AtImport = false, OnlyInTypeChecks = true, Events = ["small"],
                Site = new CallSite("/srv/report/handler.py", 9, "handler"),
            },
        ]);

    public static SamplesPass Samples() => new()
    {
        Frames = [new SampleFrame("/srv/report/handler.py", "handler", 9), new SampleFrame("numpy/ma.py", "größe", 1200)],
        Nodes = [new StackNode(-1, 0), new StackNode(0, 1), new StackNode(-1, 1)],
        Weights =
        [
            new SampleWeight(1, "init", -1, 0, false, 3, 12.001, 11.5), new SampleWeight(1, "invoke", 0, 0, true, 900, 3600, 0),
            new SampleWeight(2, "invoke", 0, 1, false, 1, 4, 4),
        ],
        Phases = [Phase("init", null), Phase("invoke", "the function took signal 23")],
        Threads = ["MainThread", "worker"],
    };

    public static SampledPhase Phase(string phase, string? loss) => new()
    {
        Run = 1,
        Phase = phase,
        Event = phase == "init" ? -1 : 0,
        WallMs = 100.5,
        SampledMs = 99,
        AgentMs = 0.75,
        Ticks = 25,
        Handled = 20,
        LongestGapMs = 8.5,
        Loss = loss,
    };

    public static Recording Whole() => new(
        Manifest(Pass(Passes.Baseline), Pass(Passes.Imports), Pass(Passes.Samples), Pass(Passes.Usage)),
        Baseline(), Imports(), Samples(), Usage());

    private static ModuleLoad Module(int id, string name, int statement, int parent) => new()
    {
        Id = id,
        Name = name,
        File = $"/srv/{name}.py",
        Kind = "source",
        IsPackage = id == 1,
        Library = "numpy",
        Phase = "init",
        Events = [],
        Statement = statement,
        Parent = parent,
        ImplicitParent = false,
        SelfMs = 2.5,
        LinkMs = 0,
        CumulativeMs = 9,
        ResidentBytes = -4096,
        HeapBytes = 1000,
        Failed = false,
    };
}
