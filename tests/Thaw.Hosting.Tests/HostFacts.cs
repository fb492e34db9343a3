using System.Diagnostics;
using Thaw.Linux.Processes;

namespace Thaw.Hosting.Tests;

/// <summary>What tests ask about processes that a host started.</summary>
internal static class HostFacts
{
    /// <summary>The runtime that the system's own interpreter is.</summary>
    public static string SystemRuntime { get; } = Ask();

    /// <summary>The pids of all processes of a user.</summary>
    public static IReadOnlyList<int> ProcessesOf(uint user) =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
            .Select(name => int.Parse(name!)).Where(pid => BelongsTo(pid, user))];

    /// <summary>All processes that descend from one.</summary>
    public static IReadOnlyList<ProcessStat> DescendantsOf(int pid)
    {
        var all = ProcessStat.ReadAll().ToLookup(each => each.ParentPid);
        var found = all[pid].ToList();
        for (var i = 0; i < found.Count; i++)
            found.AddRange(all[found[i].Pid]);
        return found;
    }

    /// <summary>Whether this very process still runs, and not another one by its number.</summary>
    public static bool IsThere(ProcessStat process) => ProcessStat.Read(process.Pid) is { IsAlive: true } now && now.StartTime == process.StartTime;

    /// <summary>The folders of control groups that were made for sandboxes of some processes.</summary>
    public static IReadOnlyList<string> GroupsOf(IEnumerable<ProcessStat> processes)
    {
        var names = processes.SelectMany(process => LinesOf($"/proc/{process.Pid}/cgroup"))
            .Select(line => line.Split('/').FirstOrDefault(part => part.StartsWith("thaw-sandboxes-", StringComparison.Ordinal))).OfType<string>().Distinct();
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        return [.. names.SelectMany(name => Directory.EnumerateDirectories("/sys/fs/cgroup", name, options))];
    }

    private static string[] LinesOf(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static bool BelongsTo(int pid, uint user)
    {
        try
        {
            return File.ReadLines($"/proc/{pid}/status").Any(line => line.StartsWith($"Uid:\t{user}\t", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Ask()
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-I", "-c", "import sys; print('python%d.%d' % sys.version_info[:2])"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        return process.StandardOutput.ReadToEnd().Trim();
    }
}
