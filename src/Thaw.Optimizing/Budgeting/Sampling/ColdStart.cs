using Thaw.Functions;
using Thaw.Profiling.Recorder;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Budgeting.Sampling;

/// <summary>One cold start of which only init counts.</summary>
internal static class ColdStart
{
    /// <summary>Starts a process and waits for its end; the time of its init, ms.</summary>
    /// <exception cref="FunctionFailedException">Init failed.</exception>
    public static double InitMs(PreparedFunction function, ByteCodeState state, CancellationToken cancellation)
    {
        var run = function.Launcher.Run(new LaunchRequest { ByteCode = state }, cancellation);
        return run.Init is { } init && Worked(function.Function.Kind, init)
            ? init.Ms
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
