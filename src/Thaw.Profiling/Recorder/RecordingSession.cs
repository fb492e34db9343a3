using Thaw.Functions;
using Thaw.Python.Environments;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>What all passes of one recording share.</summary>
internal sealed class RecordingSession
{
    private readonly PythonLauncher _launcher;
    private readonly IProgress<RecorderProgress>? _progress;
    private readonly CancellationToken _cancellation;

    public RecordingSession(
        FunctionDefinition function,
        PythonEnvironment environment,
        PythonLauncher launcher,
        RecorderOptions options,
        IProgress<RecorderProgress>? progress,
        CancellationToken cancellation)
    {
        Function = function;
        Environment = environment;
        Options = options;
        Distributions = new DistributionIndex(environment, function.Root);
        PlanningEvents = function.Kind == FunctionKind.Handler
            ? [.. Enumerable.Range(0, function.Events.Count).Where(index => !function.Events[index].Holdout)]
            : [];
        _launcher = launcher;
        _progress = progress;
        _cancellation = cancellation;
    }

    public FunctionDefinition Function { get; }

    public PythonEnvironment Environment { get; }

    public RecorderOptions Options { get; }

    public DistributionIndex Distributions { get; }

    /// <summary>Indices of the events that passes may use; empty for scripts and modules.</summary>
    public IReadOnlyList<int> PlanningEvents { get; }

    /// <summary>Files that the function's process had open or mapped when it was primed.</summary>
    public IReadOnlyList<string> FilesInUse { get; private set; } = [];

    /// <summary>Invocations of one event, or none.</summary>
    public static int[] Repeat(int? @event, int times) => @event is int index ? [.. Enumerable.Repeat(index, times)] : [];

    /// <summary>The event of the n-th process of a pass; null for scripts and modules.</summary>
    public int? EventOf(int run) => PlanningEvents.Count > 0 ? PlanningEvents[run % PlanningEvents.Count] : null;

    /// <summary>Runs one process. May be called from several threads.</summary>
    public AgentRun Launch(LaunchRequest request)
    {
        ByteCodeState state = Options.ColdByteCode && request.ByteCode == ByteCodeState.Warm ? ByteCodeState.Cold : request.ByteCode;
        return _launcher.Run(request with { ByteCode = state, TimeLimit = TimeLimit(request) }, _cancellation);
    }

    /// <summary>Compiles what is missing, with every planning event, and finds out whether the function runs at all.</summary>
    /// <exception cref="FunctionFailedException">It does not.</exception>
    public void Prime()
    {
        AgentRun run = Launch(new LaunchRequest
        {
            Mode = AgentMode.Baseline,
            ByteCode = ByteCodeState.Priming,
            Invocations = PlanningEvents,
            WantFiles = true,
        });
        if (run.Init is { Error: null })
        {
            FilesInUse = run.Records.TryGetValue("files", out object?[]? record)
                ? [.. ((object?[])record[1]!).Select(item => (string)item!)]
                : [];
            return;
        }

        string what = Function.Kind == FunctionKind.Handler ? $"handler {Function.Target} cannot be loaded" : $"{Function.Target} fails";
        throw new FunctionFailedException($"{what}: {Outcomes.Of(run, null).Message}");
    }

    /// <summary>Runs processes whose timing does not matter, as many at a time as there are processors.</summary>
    public AgentRun[] LaunchSideBySide(string pass, IReadOnlyList<LaunchRequest> requests)
    {
        var runs = new AgentRun[requests.Count];
        int done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = System.Environment.ProcessorCount, CancellationToken = _cancellation };
        Parallel.For(0, requests.Count, options, index =>
        {
            runs[index] = Launch(requests[index]);
            Report(pass, Interlocked.Increment(ref done), requests.Count);
        });
        return runs;
    }

    public void Report(string pass, int done, int total) => _progress?.Report(new RecorderProgress(pass, done, total));

    /// <summary>The function's own time-out an invocation, widened by what instruments slow down, plus a minute for init.</summary>
    private TimeSpan TimeLimit(LaunchRequest request)
    {
        int slower = request.Mode is AgentMode.Edges or AgentMode.Usage ? 10 : 1;
        return TimeSpan.FromMinutes(1) + (Function.Timeout * slower * Math.Max(1, request.Invocations.Count));
    }
}
