using System.Diagnostics;

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
