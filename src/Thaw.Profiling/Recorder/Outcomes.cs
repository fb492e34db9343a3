using System.Security.Cryptography;
using System.Text;
using Thaw.Linux.Processes;
using Thaw.Profiling.Recordings;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>Says in one line how a process with a function ended.</summary>
internal static class Outcomes
{
    public static RunOutcome Of(AgentRun run, int? eventIndex)
    {
        PythonError? error = run.Phases.Select(phase => phase.Error).FirstOrDefault(found => found is not null);
        if (error is not null)
        {
            return new RunOutcome(Kind(run, error), Describe(error), null);
        }

        if (!run.Complete)
        {
            return Broken(run);
        }

        return new RunOutcome("ok", null, eventIndex is int index ? Checksum(run, index) : null);
    }

    /// <summary>One line on an exception, with the innermost place in the function's code or its libraries.</summary>
    public static string Describe(PythonError error)
    {
        string where = error.Frames.Count > 0
            ? $" at {error.Frames[^1].File}:{error.Frames[^1].Line}"
            : "";
        return OneLine($"{error.Type}: {error.Message}{where}");
    }

    private static string Kind(AgentRun run, PythonError error) => error.Type switch
    {
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

    private static string? Checksum(AgentRun run, int index)
    {
        if (!run.Results.TryGetValue(index, out AgentResult? result) || result.Problem is not null)
        {
            return null;
        }

        string text = result.Json ?? CanonicalJson.Write(result.Data);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static string OneLine(string text)
    {
        string line = string.Join(' ', text.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length > 300 ? line[..300] + "…" : line;
    }
}
