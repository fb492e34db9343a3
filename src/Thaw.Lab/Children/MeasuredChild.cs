using System.Text.Json;
using Thaw.Linux.Processes;

namespace Thaw.Lab.Children;

/// <summary>What a whole command took.</summary>
/// <param name="Seconds">From start to end.</param>
/// <param name="PeakBytes">The most that it had resident.</param>
/// <param name="CpuSeconds">User and system time, its awaited children included.</param>
/// <param name="ExitCode">0 where it went well; a negative number is a signal.</param>
/// <param name="ErrorText">The last lines of what it said on standard error.</param>
public sealed record ChildCost(double Seconds, long PeakBytes, double CpuSeconds, int ExitCode, string ErrorText);

/// <summary>Runs commands and measures them from outside.</summary>
public static class MeasuredChild
{
    private static string Script => Path.Combine(AppContext.BaseDirectory, "lab", "thaw_lab_child.py");

    /// <summary>Runs a command to its end.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="folder">Where its output goes: <c>child.out</c> and <c>child.err</c>, replaced by every run.</param>
    /// <param name="spawn">Starts it, so that it does not outlive this process.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <exception cref="LabException">It took longer than the limit, or could not be started.</exception>
    public static ChildCost Run(
        IReadOnlyList<string> command, string folder, Func<SpawnRequest, ChildProcess> spawn, TimeSpan limit, CancellationToken cancellation)
    {
        string result = Path.Combine(folder, "child.json");
        string errors = Path.Combine(folder, "child.err");
        foreach (string file in new[] { result, errors, OutputPath(folder) })
            File.Delete(file);

        try
        {
            using var child = spawn(Request(command, folder, result, errors));
            try
            {
                child.WaitForExit(limit, cancellation);
            }
            finally
            {
                child.KillGroup();
            }
        }
        catch (TimeoutException error)
        {
            throw new LabException($"{string.Join(' ', command)}: did not end within {limit.TotalSeconds:0} s", error);
        }
        catch (SpawnException error)
        {
            throw new LabException(error.Message, error);
        }

        return Read(result, errors, command);
    }

    /// <summary>Where the output of the command that ran last in a folder is.</summary>
    public static string OutputPath(string folder) => Path.Combine(folder, "child.out");

    private static SpawnRequest Request(IReadOnlyList<string> command, string folder, string result, string errors) =>
        new("/usr/bin/env", ["python3", "-I", Script, result, .. command], OwnVariables.Read())
        {
            StandardOutputPath = OutputPath(folder),
            StandardErrorPath = errors,
        };

    private static ChildCost Read(string result, string errors, IReadOnlyList<string> command)
    {
        string said = File.Exists(errors) ? Tail(File.ReadAllText(errors)) : "";
        if (!File.Exists(result))
            throw new LabException($"{string.Join(' ', command)}: could not be started: {said}");

        using var document = JsonDocument.Parse(File.ReadAllText(result));
        var root = document.RootElement;
        return new ChildCost(
            root.GetProperty("seconds").GetDouble(), root.GetProperty("peakBytes").GetInt64(),
            root.GetProperty("cpuSeconds").GetDouble(), root.GetProperty("exitCode").GetInt32(), said);
    }

    private static string Tail(string text)
    {
        text = text.Trim();
        return text.Length > 600 ? string.Concat("…", text.AsSpan(text.Length - 599)) : text;
    }
}
