using Thaw.Functions;
using Thaw.Python.Launching;

namespace Thaw.Lab.Subjects;

/// <summary>A sample function that is ready to be measured: byte code compiled, files in the page cache.</summary>
internal sealed class LabFunction : IDisposable
{
    private readonly PreparedFunction _prepared;
    private readonly int[] _events;

    private LabFunction(PreparedFunction prepared, int[] events) => (_prepared, _events) = (prepared, events);

    /// <summary>The function with its environment.</summary>
    public PreparedFunction Prepared => _prepared;

    /// <summary>Its name.</summary>
    public string Name => _prepared.Function.Name;

    /// <summary>The version of its interpreter.</summary>
    public string PythonVersion => _prepared.Environment.Interpreter.Version;

    /// <summary>Prepares a function and runs it once, uncounted.</summary>
    /// <exception cref="LabException">It can't be prepared, or its handler can't be imported.</exception>
    public static LabFunction Open(string folder, CancellationToken cancellation)
    {
        var prepared = Prepare(folder);
        var function = new LabFunction(
            prepared, [.. Enumerable.Range(0, prepared.Function.Events.Count).Where(i => !prepared.Function.Events[i].Holdout)]);
        try
        {
            function.Run(new LaunchRequest { ByteCode = ByteCodeState.Priming, Invocations = function._events }, cancellation);
            return function;
        }
        catch
        {
            function.Dispose();
            throw;
        }
    }

    /// <summary>The event of a round: the planning events take turns; none for scripts.</summary>
    public int[] EventOf(int round) => _events.Length > 0 ? [_events[round % _events.Length]] : [];

    /// <summary>Starts a process with it.</summary>
    /// <exception cref="LabException">The process did not come to a good end.</exception>
    public AgentRun Run(LaunchRequest request, CancellationToken cancellation)
    {
        var run = TryRun(request, cancellation);
        return Problem(run) is { } problem ? throw new LabException($"{Name}: {problem}") : run;
    }

    /// <summary>Starts a process with it, whatever comes of it.</summary>
    public AgentRun TryRun(LaunchRequest request, CancellationToken cancellation) => _prepared.Launcher.Run(request, cancellation);

    /// <summary>Why a run did not come to a good end, one line; null if it did.</summary>
    public static string? Problem(AgentRun run)
    {
        if (run.Phases.Select(phase => phase.Error).FirstOrDefault(error => error is not null) is { } raised)
        {
            string where = raised.Frames.Count > 0 ? $" at {raised.Frames[^1].File}:{raised.Frames[^1].Line}" : "";
            return $"{raised.Type}: {raised.Message.Split('\n')[0]}{where}";
        }

        return run switch
        {
            { Exit: null } => "took too long",
            { Complete: false } => $"ended early: {run.ErrorText.Trim().Split('\n')[^1]}",
            _ => null,
        };
    }

    /// <summary>The time in the function's own hands: init and the first invocation, ms.</summary>
    public static double InitAndFirstMs(AgentRun run) => run.Init!.Ms + (run.Invocations.FirstOrDefault()?.Ms ?? 0);

    /// <inheritdoc/>
    public void Dispose() => _prepared.Dispose();

    private static PreparedFunction Prepare(string folder)
    {
        try
        {
            return PreparedFunction.Prepare(new PrepareRequest { Path = folder }, ThawFolders.Cache);
        }
        catch (FunctionException error)
        {
            throw new LabException(error.Message, error);
        }
    }
}
