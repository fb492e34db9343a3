using System.Diagnostics;

namespace Thaw.Testing;

/// <summary>What tests ask about processes that they did not start themselves.</summary>
public static class ProcessFacts
{
    /// <summary>Whether a process runs; a zombie does not.</summary>
    public static bool IsAlive(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Waits until a process is gone or a zombie; fails after 30 s. For a kill that is under way.</summary>
    public static void WaitUntilGone(int pid) => WaitUntil(() => !IsAlive(pid), $"process {pid} still runs");

    /// <summary>Waits, yielding the CPU, for something that another process does and nobody announces; fails after 30 s.</summary>
    public static void WaitUntil(Func<bool> condition, string complaint)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(30))
                throw new TimeoutException(complaint);
            Thread.Yield();
        }
    }
}
