using System.Globalization;
using System.Text.Json;
using Thaw.Functions;
using Thaw.Optimizing.Verification.Events;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Verification;

/// <summary>Starts the processes of one of the two functions that are compared.</summary>
/// <remarks>May be used by several threads; two processes at once could meet in a file or a service, and differ for that reason.</remarks>
internal sealed class FunctionSide(PreparedFunction function, PathMap paths, VerifyOptions options, CancellationToken cancellation)
{
    /// <summary>What a probe may take beyond what the function takes: forks, threads.</summary>
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromMinutes(5);

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 2000 };

    private int _files;
    private int _processes;

    public PreparedFunction Prepared => function;

    public FunctionDefinition Function => function.Function;

    public PathMap Paths => paths;

    /// <summary>Indices of the events, held-out ones included; none for scripts and modules, which get none.</summary>
    public IEnumerable<int> Events => Enumerable.Range(0, Function.Kind == FunctionKind.Handler ? Function.Events.Count : 0);

    /// <summary>Processes that were started.</summary>
    public int Processes => _processes;

    /// <summary>One process with the given events, and what can be seen of it. Byte code that is missing is compiled and kept.</summary>
    /// <param name="probe">What observes it.</param>
    /// <param name="events">Indices of events, in order.</param>
    /// <param name="arguments">For the probe.</param>
    public (AgentRun Run, EventRun Seen) Run(string probe, IReadOnlyList<int> events, IReadOnlyDictionary<string, object?>? arguments = null)
    {
        string output = NewFile("out");
        string errors = NewFile("err");
        try
        {
            AgentRun run = Launch(new LaunchRequest
            {
                Probe = probe,
                ProbeArguments = arguments ?? new Dictionary<string, object?>(),
                Invocations = events,
                WantResults = true,
                StandardOutputPath = output,
                StandardErrorPath = errors,
            });
            return (run, new EventReader(Function, paths).Read(run, events, Lines(output), Lines(errors)));
        }
        finally
        {
            File.Delete(output);
            File.Delete(errors);
        }
    }

    /// <summary>One process whose probe does its work after init.</summary>
    public AgentRun Probe(string probe, IReadOnlyDictionary<string, object?> arguments) => Launch(new LaunchRequest
    {
        Probe = probe,
        ProbeArguments = arguments,
        TimeLimit = options.StartLimit + ProbeLimit,
    });

    /// <summary>An event as a probe gets it.</summary>
    public object EventData(int index) => JsonDocument.Parse(Function.Events[index].Json, Deep).RootElement;

    /// <summary>The time that one invocation may take.</summary>
    public TimeSpan InvocationLimit => Function.Timeout + options.InvocationGrace;

    private AgentRun Launch(LaunchRequest request)
    {
        Interlocked.Increment(ref _processes);
        TimeSpan limit = options.StartLimit + (InvocationLimit * Math.Max(1, request.Invocations.Count));
        return function.Launcher.Run(
            request with
            {
                Mode = AgentMode.Probe,
                ByteCode = ByteCodeState.Priming,
                InvocationLimit = request.Invocations.Count > 0 ? InvocationLimit : null,
                TimeLimit = request.Invocations.Count > 0 || request.TimeLimit < limit ? limit : request.TimeLimit,
            },
            cancellation);
    }

    private string NewFile(string kind) => Path.Combine(
        function.ScratchFolder, string.Create(CultureInfo.InvariantCulture, $"verify-{Interlocked.Increment(ref _files)}.{kind}"));

    private static string[] Lines(string file) => File.Exists(file) ? File.ReadAllLines(file) : [];
}
