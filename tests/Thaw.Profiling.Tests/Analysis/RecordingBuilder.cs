using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Tests.Analysis;

/// <summary>Makes recordings by hand, one load, call and sample at a time.</summary>
public sealed class RecordingBuilder
{
    private const string Site = "/srv/site/";
    private const string Root = "/srv/fn/";
    private readonly List<ModuleLoad> _modules = [];
    private readonly List<ImportStatement> _statements = [];
    private readonly List<ImportEdge> _edges = [];
    private readonly List<UsedFunction> _functions = [];
    private readonly List<RecordedEvent> _events = [];
    private List<NameRead>? _reads;
    private readonly List<SampleFrame> _frames = [];
    private readonly List<StackNode> _nodes = [];
    private readonly List<SampleWeight> _weights = [];

    public RecordingBuilder() => Module("handler", "(function)", -1, -1, 1);

    public string Kind { get; init; } = "handler";

    public bool HasUsage { get; init; } = true;

    public double CollectorMs { get; set; }

    public int SampledRuns { get; set; } = 2;

    public static string FileOf(string module) => Path(module, module.StartsWith("handler", StringComparison.Ordinal) || module.StartsWith("own", StringComparison.Ordinal) ? Root : Site);

    public RecordingBuilder Event(string name, double weight = 1, bool holdout = false, bool assumed = false)
    {
        _events.Add(new RecordedEvent(name, weight, assumed, holdout, "00"));
        return this;
    }

    /// <summary>A load by a statement in <paramref name="by"/>; returns the module.</summary>
    public int Load(string name, int by = 0, int line = 1, double ms = 1, string? library = null, string kind = "source", bool failed = false)
    {
        var statement = Statement(by, line);
        var module = Module(name, library ?? LibraryOf(name), by, statement, ms, kind, failed);
        Import(by, line, module);
        return module;
    }

    /// <summary>A load without a statement, as C code does it.</summary>
    public int LoadByC(string name, int parent, double ms = 1) => Module(name, LibraryOf(name), parent, -1, ms);

    /// <summary>A statement that asks for what is loaded already, or for more.</summary>
    public RecordingBuilder Import(int by, int line, params int[] targets) => Import(by, by, line, "init", targets);

    /// <summary>A statement of one module that runs while another one is initialised, or in an event (-1).</summary>
    public RecordingBuilder Import(int importer, int holder, int line, string phase, params int[] targets)
    {
        _edges.Add(new ImportEdge(importer, Statement(holder, line), targets, phase));
        return this;
    }

    public RecordingBuilder Used(string module, string name, params string[] events) =>
        Function(module, name, false, events, new CallSite(FileOf("handler"), 9, "handler"));

    public RecordingBuilder UsedBy(string caller, string module, string name, params string[] events) =>
        Function(module, name, false, events, new CallSite(FileOf(caller), 3, "f"));

    public RecordingBuilder UsedNative(string module, string name, params string[] events) =>
        Function(module, name, true, events, new CallSite(FileOf("handler"), 9, "handler"));

    /// <summary>A function that ran in init only, because the body of <paramref name="needer"/> called it.</summary>
    public RecordingBuilder UsedInInit(string module, string name, string needer, int line = 5) =>
        Function(module, name, false, [], new CallSite("<frozen importlib._bootstrap>", 241, "_call_with_frames_removed"), new CallSite(FileOf(needer), line, "<module>"));

    public RecordingBuilder Function(string module, string name, bool native, string[] events, params CallSite[] path)
    {
        CallSite[] self = native ? [] : [new CallSite(FileOf(module), 1, name)];
        _functions.Add(new UsedFunction
        {
            Module = module,
            Name = name,
            File = native ? null : FileOf(module),
            Line = native ? 0 : 1,
            IsNative = native,
            InInit = events.Length == 0,
            Events = events,
            FirstPath = [.. path, .. self],
        });
        return this;
    }

    /// <summary>Says that names were followed, whether or not any is read.</summary>
    public RecordingBuilder KnowsReads()
    {
        _reads ??= [];
        return this;
    }

    /// <summary>A name that code of <paramref name="reader"/> read in events.</summary>
    public RecordingBuilder Read(string module, string name, string reader, bool typeCheck, params string[] events) =>
        Read(module, name, new CallSite(FileOf(reader), 9, "f"), typeCheck, events);

    /// <summary>A name that the body of <paramref name="reader"/> read.</summary>
    public RecordingBuilder ReadAtImport(string module, string name, string reader, int line = 6) =>
        Read(module, name, new CallSite(FileOf(reader), line, "<module>"), false, []);

    /// <summary>A weighted stack, outermost first.</summary>
    public RecordingBuilder Sample(string phase, int eventIndex, double wallMs, double cpuMs, bool native, params (string File, string Function, int Line)[] stack)
    {
        var parent = -1;
        foreach (var (file, function, line) in stack)
        {
            parent = Node(parent, new SampleFrame(file, function, line));
        }

        _weights.Add(new SampleWeight(parent, phase, eventIndex, 0, native, (long)Math.Ceiling(wallMs / 4), wallMs, cpuMs));
        return this;
    }

    public Recording Build()
    {
        var imports = new ImportsPass
        {
            Modules = _modules,
            Statements = _statements,
            Edges = _edges,
            CollectorMs = CollectorMs,
            LinkMs = 0,
            TracerMs = 1,
            InterpreterStartMs = 10,
            InitMs = _modules.Sum(module => module.SelfMs) + CollectorMs,
            InitMadMs = 0.5,
            FirstInvocationMs = 2,
            TimedRuns = 7,
        };
        var usage = new UsagePass(_functions, "sys.setprofile", [.. _events.Where(e => !e.Holdout).Select(e => e.Name)], _reads);
        return new Recording(Manifest(), Baseline(imports.InitMs), imports, Samples(), HasUsage ? usage : null);
    }

    private RecordingBuilder Read(string module, string name, CallSite site, bool typeCheck, string[] events)
    {
        KnowsReads()._reads!.Add(new NameRead
        {
            Module = module,
            Name = name,
            AtImport = events.Length == 0,
            OnlyInTypeChecks = typeCheck,
            Events = events,
            Site = site,
        });
        return this;
    }

    private RecordingManifest Manifest() => new()
    {
        ThawVersion = "0.1.0",
        RecordedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Function = new RecordedFunction("sample", Kind, "handler.handler", "/srv/fn", []),
        Python = new RecordedPython("/usr/bin/python3", "3.11.2", "cpython", false, "/usr/lib/python3.11"),
        Conditions = new RecordedConditions("warm", "warm", 10, 250, "6.1.0", 2),
        Events = _events,
        Distributions = [],
        Passes = [new RecordedPass("baseline", "done", null, "baseline.json", 1, "00", 2)],
    };

    private static BaselinePass Baseline(double initMs) => new([.. Enumerable.Range(0, 10).Select(i => new BaselineRun
    {
        Event = "e", InterpreterStartMs = 10, LauncherMs = 1, InitMs = initMs + i, FirstInvocationMs = 2, LaterInvocationsMs = [1],
        InitRssBytes = 50_000_000, InitPssBytes = 40_000_000, PeakRssBytes = 60_000_000, PssBytes = 45_000_000,
        Outcome = new RunOutcome("ok", null, "00"),
    })]);

    private SamplesPass? Samples() => _weights.Count == 0 ? null : new SamplesPass
    {
        Frames = _frames,
        Nodes = _nodes,
        Weights = _weights,
        Threads = ["MainThread"],
        Phases = [.. Enumerable.Range(0, SampledRuns).Select(run => new SampledPhase
        {
            Run = run, Phase = "init", Event = -1, WallMs = 100, SampledMs = 99, AgentMs = 1, Ticks = 25, Handled = 20, LongestGapMs = 8, Loss = null,
        })],
    };

    private int Module(string name, string library, int parent, int statement, double ms, string kind = "source", bool failed = false)
    {
        _modules.Add(new ModuleLoad
        {
            Id = _modules.Count,
            Name = name,
            File = FileOf(name),
            Kind = kind,
            IsPackage = false,
            Library = library,
            Phase = "init",
            Events = [],
            Statement = statement,
            Parent = parent,
            ImplicitParent = false,
            SelfMs = ms,
            LinkMs = 0,
            CumulativeMs = ms,
            ResidentBytes = (long)(ms * 100_000),
            HeapBytes = (long)(ms * 50_000),
            Failed = failed,
        });
        for (var above = parent; above >= 0; above = _modules[above].Parent)
        {
            _modules[above] = _modules[above] with { CumulativeMs = _modules[above].CumulativeMs + ms };
        }

        return _modules.Count - 1;
    }

    private int Statement(int holder, int line)
    {
        var name = _modules[holder].Name;
        var known = _statements.FindIndex(s => s.Module == name && s.Line == line);
        if (known < 0)
        {
            known = _statements.Count;
            _statements.Add(new ImportStatement(known, name, FileOf(name), line, "<module>"));
        }

        return known;
    }

    private int Node(int parent, SampleFrame frame)
    {
        var index = _frames.IndexOf(frame);
        if (index < 0)
        {
            index = _frames.Count;
            _frames.Add(frame);
        }

        var node = _nodes.IndexOf(new StackNode(parent, index));
        if (node < 0)
        {
            node = _nodes.Count;
            _nodes.Add(new StackNode(parent, index));
        }

        return node;
    }

    private static string LibraryOf(string name) => name.Split('.')[0] is var top && top.StartsWith("own", StringComparison.Ordinal) ? "(function)" : top;

    private static string Path(string module, string root) => root + module.Replace('.', '/') + ".py";
}
