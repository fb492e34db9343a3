using Thaw.Functions;
using Thaw.Profiling.Recorder;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Budgeting.Sampling;

/// <summary>One cold start of which only init counts.</summary>
internal static class ColdStart
{
    // The clock's own grain: an empty module can take less than it can tell, and its logarithm must exist.
    private const double ShortestMs = 0.001;

    /// <summary>Starts a process and waits for its end; the time of its init.</summary>
    /// <exception cref="FunctionFailedException">Init failed.</exception>
    public static StartTime Init(PreparedFunction function, ByteCodeState state, CancellationToken cancellation)
    {
        var run = function.Launcher.Run(new LaunchRequest { Mode = AgentMode.Waits, ByteCode = state }, cancellation);
        return run.Init is { } init && Worked(function.Function.Kind, init)
            ? new StartTime(Math.Max(init.Ms, ShortestMs), Math.Max(init.Ms - run.InitWaitMs, ShortestMs))
            : throw new FunctionFailedException($"{function.Function.Name}: a cold start failed: {Why(run)}");
    }

    // sys.exit is how many a script ends.
    private static bool Worked(FunctionKind kind, AgentPhase init) =>
        init.Error is null || (kind != FunctionKind.Handler && init.Error.Type == "SystemExit");

    private static string Why(AgentRun run) => run switch
    {
        { Init.Error: { } error } => $"{error.Type}: {error.Message.ReplaceLineEndings(" ")}",
        { Exit: null } => "it did not end in time",
        { Exit.Signal: { } signal } => $"killed by signal {signal}",
        { Exit: { ExitCode: var code } } => $"the process ended with {code} while the function was imported",
    };
}

/// <summary>The time of one init.</summary>
/// <param name="WallMs">From begin to end, ms.</param>
/// <param name="OwnMs">The same without waiting for a processor that other processes had, ms.</param>
internal readonly record struct StartTime(double WallMs, double OwnMs);
