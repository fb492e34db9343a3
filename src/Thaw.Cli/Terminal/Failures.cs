using Thaw.Criu.Images;
using Thaw.Functions;
using Thaw.Linux.Processes;
using Thaw.Optimizing.Packaging;
using Thaw.Profiling.Recorder;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Snapshots;

namespace Thaw.Cli.Terminal;

/// <summary>Turns what can go wrong into one line and an exit code; a stack trace is shown only on request.</summary>
internal static class Failures
{
    /// <summary>Runs a command; Ctrl-C, SIGTERM and SIGHUP cancel it, and everything it owns is released on the way out.</summary>
    public static async Task<int> Guard(Func<CancellationToken, Task<int>> command)
    {
        using var interruption = new Interruption();
        try
        {
            int code = await command(interruption.Token);
            return interruption.ExitCode ?? code;
        }
        catch (Exception failure)
        {
            return Report(failure, interruption.ExitCode);
        }
    }

    private static int Report(Exception failure, int? interrupted)
    {
        if (interrupted is { } signalled && failure is OperationCanceledException or AggregateException { InnerException: OperationCanceledException })
        {
            Screen.Complain("interrupted; nothing was left behind");
            return signalled;
        }

        (string message, int code) = Describe(failure is AggregateException { InnerException: { } inner } ? inner : failure);
        Screen.Complain(message);
        if (Environment.GetEnvironmentVariable("THAW_DEBUG") == "1")
        {
            Console.Error.WriteLine(failure);
        }

        return code;
    }

    private static (string Message, int Code) Describe(Exception failure) => failure switch
    {
        FunctionException { Problem: FunctionProblem.Missing } => (failure.Message, ExitCodes.MachineLacks),
        FunctionException => (failure.Message, ExitCodes.BadInput),
        FunctionFailedException => (failure.Message, ExitCodes.AnswerIsNo),
        RecordingException => (failure.Message, ExitCodes.BadInput),
        PackageException => (failure.Message, ExitCodes.BadInput),
        SpawnException => (failure.Message, ExitCodes.MachineLacks),
        SnapshotException or CriuImageException => (failure.Message, ExitCodes.BadInput),
        FormatException => (failure.Message, ExitCodes.BadInput),
        UnauthorizedAccessException or IOException => (failure.Message, ExitCodes.BadInput),
        _ => ($"a defect in Thaw: {failure.GetType().Name}: {failure.Message} (THAW_DEBUG=1 shows where)", ExitCodes.Defect),
    };
}
