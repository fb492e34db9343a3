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

    /// <summary>Waits until a process is gone or a zombie; fails after two minutes. For a kill that is under way.</summary>
    public static void WaitUntilGone(int pid) => WaitUntil(() => !IsAlive(pid), $"process {pid} still runs");

    /// <summary>Waits for something that another process does and nobody announces; fails after two minutes.</summary>
    public static void WaitUntil(Func<bool> condition, string complaint)
    {
        if (!SpinWait.SpinUntil(condition, TimeSpan.FromMinutes(2)))
            throw new TimeoutException(complaint);
    }
}
