using MathNet.Numerics.Statistics;
using Thaw.Functions;
using Thaw.Profiling.Recordings;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>Puts the traces of several processes together: modules are identified by name, numbers are medians.</summary>
internal sealed class ImportsAssembler(RecordingSession session)
{
    private readonly ModuleTable _modules = new(session);
    private readonly StatementTable _statements = new();
    private readonly HashSet<(int Importer, int Statement, string Targets, string Phase)> _seenEdges = [];
    private readonly List<ImportEdge> _edges = [];
    private readonly List<TracedTotal> _inits = [];
    private readonly List<double> _starts = [];
    private readonly List<double> _initMs = [];
    private readonly List<double> _invocationMs = [];
    private long? _containersBefore;

    /// <summary>Adds a process whose loads were timed.</summary>
    public void AddTimed(AgentRun run)
    {
        TracedLoads? traced = TracedLoads.From(run);
        if (traced is null || run.Init is not { } init || !Outcomes.InitWorked(session.Function.Kind, run))
        {
            return;
        }

        if (session.Function.Kind != FunctionKind.Handler)
        {
            _modules.AddMain(session.Function.Target, init.EndNs - init.StartNs, traced.Totals[0]);
        }

        _modules.AddRun(traced, Counter.Time, EventNames());
        _starts.Add(run.InterpreterStartMs);
        _inits.Add(traced.Totals[0]);
        _initMs.Add(init.Ms - (traced.Totals[0].Overhead / 1e6));
        AgentPhase? first = run.Invocations.FirstOrDefault();
        if (first is not null && traced.Totals.Count > 1)
        {
            _invocationMs.Add(first.Ms - (traced.Totals[1].Overhead / 1e6));
        }
    }

    /// <summary>Adds a process that read memory or followed statements.</summary>
    public void AddUntimed(LaunchRequest request, AgentRun run)
    {
        TracedLoads? traced = TracedLoads.From(run);
        if (traced is null)
        {
            return;
        }

        _modules.AddRun(traced, CounterOf(request), EventNames());
        if (request.Mode == AgentMode.Objects && traced.Totals.Count > 0)
        {
            _containersBefore ??= traced.Totals[0].Begun;
        }

        if (request.Mode == AgentMode.Edges)
        {
            foreach (TracedEdge edge in traced.Edges)
            {
                AddEdge(traced, edge);
            }
        }
    }

    /// <summary>The pass.</summary>
    /// <exception cref="FunctionFailedException">No timed process got to its end.</exception>
    public ImportsPass Assemble()
    {
        if (_initMs.Count == 0)
        {
            throw new FunctionFailedException("no process with the import tracer came to its end");
        }

        double init = _initMs.Median();
        double collector = _inits.Select(total => total.Collected / 1e6).Median();
        IReadOnlyList<ModuleLoad> modules = _modules.ToLoads(_statements, Named(), init - collector);
        return new ImportsPass
        {
            Modules = modules,
            Statements = _statements.All,
            Edges = _edges,
            CollectorMs = collector,
            Collector = Collector(),
            LinkMs = modules.Where(module => module.Phase == "init").Sum(module => module.LinkMs),
            TracerMs = _inits.Select(total => total.Overhead / 1e6).Median(),
            InterpreterStartMs = _starts.Median(),
            InitMs = init,
            InitMadMs = _initMs.Select(value => Math.Abs(value - init)).Median(),
            FirstInvocationMs = _invocationMs.Count > 0 ? _invocationMs.Median() : 0,
            TimedRuns = _initMs.Count,
        };
    }

    private static Counter CounterOf(LaunchRequest request) => request.Mode switch
    {
        AgentMode.Resident => Counter.Resident,
        AgentMode.Objects => Counter.Containers,
        _ => request.CountHeap ? Counter.Heap : Counter.None,
    };

    private CollectorRecord? Collector() => _containersBefore is not { } before ? null : new CollectorRecord(
        [.. _inits[^1].Thresholds],
        before,
        [
            .. Enumerable.Range(0, _inits[0].Collections.Length).Select(generation => new GenerationRecord(
                _inits.Select(total => (double)total.Collections[generation]).Median(),
                _inits.Select(total => total.CollectedIn[generation] / 1e6).Median())),
        ]);

    private string[] EventNames() => [.. session.Function.Events.Select(item => item.Name)];

    /// <summary>
    /// An edge of the launcher's is that of the root; inside a load it comes from C code that happened to run below
    /// the launcher, and its module hangs off the one being initialised.
    /// </summary>
    private void AddEdge(TracedLoads traced, TracedEdge edge)
    {
        if (edge.Statement.Module.StartsWith("_thaw_", StringComparison.Ordinal))
        {
            return;
        }

        int[] targets = [.. edge.Targets.Select(_modules.Find).Where(index => index >= 0).Distinct()];
        if (targets.Length == 0)
        {
            return;
        }

        int importer = edge.Importer >= 0 ? _modules.Find(traced.Loads[edge.Importer].Name) : _modules.Main;
        int statement = _statements.Add(edge.Statement);
        if (_seenEdges.Add((importer, statement, string.Join(',', targets), edge.Phase)))
        {
            _edges.Add(new ImportEdge(importer, statement, targets, edge.Phase));
        }
    }

    private HashSet<int> Named() => [.. _edges.SelectMany(edge => edge.Targets)];
}

/// <summary>What the tracer counted in a process.</summary>
internal enum Counter
{
    /// <summary>Nothing that is of use: the process only followed statements.</summary>
    None,

    /// <summary>Nanoseconds.</summary>
    Time,

    /// <summary>Resident bytes.</summary>
    Resident,

    /// <summary>Python heap bytes.</summary>
    Heap,

    /// <summary>Containers made, less those freed.</summary>
    Containers,
}
