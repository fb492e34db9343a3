using System.ComponentModel;
using System.Diagnostics;
using Thaw.Functions;

namespace Thaw.Python.Interpreters;

/// <summary>How a short process ended.</summary>
internal sealed record ProcessOutcome(int ExitCode, string Output, string Errors, bool TimedOut)
{
    /// <summary>The last line of its standard error, which in Python holds the reason; null if it wrote none.</summary>
    public string? LastErrorLine =>
        Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
}

/// <summary>Runs short-lived helpers whose timing nobody measures: questions to interpreters, pip.</summary>
internal static class ProcessRunner
{
    /// <summary>Runs a program to its end, or kills it with all its children when <paramref name="limit"/> is over.</summary>
    /// <param name="executable">The program's path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="folder">Its current folder.</param>
    /// <exception cref="FunctionException">It cannot be started.</exception>
    public static ProcessOutcome Run(
        string executable, IReadOnlyList<string> arguments, TimeSpan limit, string folder = "/")
    {
        using var process = Start(executable, arguments, folder);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        // Waiting for the pipes too: a grandchild may hold them open after the process itself has gone.
        var all = Task.WhenAll(output, errors, process.WaitForExitAsync());
        if (!all.Wait(limit))
        {
            process.Kill(entireProcessTree: true);
            return new ProcessOutcome(-1, "", "", TimedOut: true);
        }
        return new ProcessOutcome(process.ExitCode, output.Result, errors.Result, TimedOut: false);
    }

    private static Process Start(string executable, IReadOnlyList<string> arguments, string folder)
    {
        var start = new ProcessStartInfo(executable, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        // What is set for the caller's own Python must not change what this one says or does.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PYTHON", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new FunctionException($"{executable}: cannot be started: {e.Message}; name another one with --python", inner: e);
        }
    }
}
