using System.Security.Cryptography;
using System.Text;
using Thaw.Functions;
using Thaw.Linux.Processes;
using Thaw.Profiling.Recordings;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>Says in one line how a process with a function ended.</summary>
internal static class Outcomes
{
    /// <summary>How a process ended.</summary>
    /// <param name="kind">Of the function: a script may end by sys.exit, a handler may not.</param>
    /// <param name="run">The process.</param>
    /// <param name="eventIndex">Whose result counts; null for none.</param>
    public static RunOutcome Of(FunctionKind kind, AgentRun run, int? eventIndex)
    {
        PythonError? error = run.Phases.Select(phase => phase.Error).FirstOrDefault(found => found is not null);
        if (error is not null && !(run.Complete && EndsWell(kind, run)))
        {
            return new RunOutcome(Kind(kind, run, error), Describe(error), null);
        }

        if (!run.Complete)
        {
            return Broken(run);
        }

        return eventIndex is int index && run.Results.TryGetValue(index, out AgentResult? result)
            ? OfResult(result)
            : new RunOutcome("ok", null, null);
    }

    /// <summary>Whether init left something to profile: a handler, or a script that ran to its end.</summary>
    public static bool InitWorked(FunctionKind kind, AgentRun run) =>
        run.Init is { } init && (init.Error is null || (kind != FunctionKind.Handler && init.Error.Type == "SystemExit"));

    /// <summary>How a process that did not come to its end did end, for a sentence.</summary>
    public static string HowItEnded(AgentRun run) => run.Exit switch
    {
        null => "did not return in time",
        { Signal: int signal } => $"was killed by signal {signal} ({Signals.NameOf(signal)})",
        { ExitCode: var code } => $"ended the process with exit code {code}",
    };

    /// <summary>One line on an exception, with the innermost place in the function's code or its libraries.</summary>
    public static string Describe(PythonError error)
    {
        string where = error.Frames.Count > 0
            ? $" at {error.Frames[^1].File}:{error.Frames[^1].Line}"
            : "";
        return OneLine($"{error.Type}: {error.Message}{where}");
    }

    /// <summary>sys.exit with 0 or nothing is how many a script ends.</summary>
    private static bool EndsWell(FunctionKind kind, AgentRun run) =>
        kind != FunctionKind.Handler && run.Init?.Error?.Type == "SystemExit" && run.Exit is { Succeeded: true };

    private static string Kind(FunctionKind kind, AgentRun run, PythonError error) => error.Type switch
    {
        "SystemExit" when kind != FunctionKind.Handler => "error",
        "SystemExit" or "KeyboardInterrupt" => "exit",
        _ => run.Init?.Error is not null ? "import-error" : "error",
    };

    private static RunOutcome Broken(AgentRun run) => run.Exit switch
    {
        null => new RunOutcome("timeout", $"did not end in time, {Progress(run)}", null),
        { Signal: int signal } => new RunOutcome(
            "signal", $"killed by signal {signal} ({Signals.NameOf(signal)}), {Progress(run)}{Last(run)}", null),
        { ExitCode: var code } => new RunOutcome("exit", $"exited with {code}, {Progress(run)}{Last(run)}", null),
    };

    private static string Progress(AgentRun run) => run.Phases.Count switch
    {
        0 when run.FirstLineNs == 0 => "before Python code ran",
        0 => "while the handler was imported",
        1 => "in the first invocation",
        _ => "in a later invocation",
    };

    private static string Last(AgentRun run)
    {
        string line = run.ErrorText.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
        return line.Length > 0 ? ": " + OneLine(line) : "";
    }

    /// <summary>A result that is no JSON is an error: the platform would answer with one.</summary>
    private static RunOutcome OfResult(AgentResult result)
    {
        if (result.Problem is { } problem)
        {
            return new RunOutcome("error", OneLine("the result is not JSON: " + problem), null);
        }

        string text = result.Json ?? CanonicalJson.Write(result.Data);
        return new RunOutcome("ok", null, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    private static string OneLine(string text)
    {
        string line = string.Join(' ', text.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length > 300 ? line[..300] + "…" : line;
    }
}
