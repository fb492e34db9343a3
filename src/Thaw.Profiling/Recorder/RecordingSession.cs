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
    private Priming _priming = new([], [], []);

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
    public IReadOnlyList<string> FilesInUse => _priming.FilesInUse;

    /// <summary>The planning events that every pass can use: their process comes to its end.</summary>
    public IReadOnlyList<int> SoundEvents => _priming.SoundEvents;

    /// <summary>The planning events that crash, end or hang their process: one baseline process each shows it.</summary>
    public IReadOnlyList<BrokenEvent> BrokenEvents => _priming.BrokenEvents;

    /// <summary>Invocations of one event, or none.</summary>
    public static int[] Repeat(int? @event, int times) => @event is int index ? [.. Enumerable.Repeat(index, times)] : [];

    /// <summary>The event of the n-th process of a pass; null for scripts and modules, and where no event is sound: init alone is left.</summary>
    public int? EventOf(int run) => SoundEvents.Count > 0 ? SoundEvents[run % SoundEvents.Count] : null;

    /// <summary>As many processes as are wanted, rounded up so that each event gets as many: medians of passes are then of the same mix.</summary>
    public int RunsOfAllEvents(int wanted)
    {
        int events = Math.Max(1, SoundEvents.Count);
        return (wanted + events - 1) / events * events;
    }

    /// <summary>Runs one process. May be called from several threads.</summary>
    public AgentRun Launch(LaunchRequest request)
    {
        ByteCodeState state = Options.ColdByteCode && request.ByteCode == ByteCodeState.Warm ? ByteCodeState.Cold : request.ByteCode;
        return _launcher.Run(WithLimits(request with { ByteCode = state }), _cancellation);
    }

    /// <summary>Compiles what is missing, and finds out whether the function runs at all, and with which events.</summary>
    /// <exception cref="FunctionFailedException">It does not run.</exception>
    public void Prime() => _priming = Priming.Of(this);

    /// <summary>One line on the events whose process does not come to its end; null if there are none.</summary>
    /// <param name="consequence">What that means for the pass.</param>
    public string? WhyPartial(string consequence)
    {
        if (BrokenEvents.Count == 0)
        {
            return null;
        }

        const int Most = 3;
        string events = string.Join("; ", BrokenEvents.Take(Most).Select(item => $"event {Function.Events[item.Index].Name} {item.How}"));
        string more = BrokenEvents.Count > Most ? $"; {BrokenEvents.Count - Most} more events" : "";
        return $"{events}{more}: {consequence}";
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

    /// <summary>The function's own time-out an invocation, widened by what instruments slow down, plus what a start may take.</summary>
    private LaunchRequest WithLimits(LaunchRequest request)
    {
        int slower = request.Mode is AgentMode.Edges or AgentMode.Usage ? 10 : 1;
        TimeSpan invocation = (Function.Timeout * slower) + Options.InvocationGrace;
        return request with
        {
            InvocationLimit = invocation,
            TimeLimit = Options.StartLimit + (invocation * Math.Max(1, request.Invocations.Count)),
        };
    }
}
