using Thaw.Linux.Native;
using Thaw.Linux.Processes;

namespace Thaw.Linux.Ownership;

/// <summary>Finds the processes that a ledger owns, and ends them. The guardian's script follows the same rules.</summary>
internal static class OwnedProcesses
{
    /// <summary>The variable that a child started through a ledger carries, and its descendants with it.</summary>
    public const string TokenVariable = "THAW_OWNER";

    /// <summary>
    /// The living processes of the recorded groups, and those that carry the token, wherever they have moved to. A
    /// group counts only while its number means the recorded one: its leader has the recorded start time, or is gone
    /// (then the number is not given out again) and the members are of the recorded session.
    /// </summary>
    public static IReadOnlyList<ProcessStat> Find(LedgerOwner owner, IEnumerable<LedgerRecord> records)
    {
        var groups = records.OfType<OwnedGroupRecord>().Where(IsStillTheRecordedOne)
            .Select(group => (group.Group, group.Session)).ToHashSet();
        return [.. ProcessStat.ReadAll().Where(process =>
            process.IsAlive && process.Pid != Environment.ProcessId
            && (groups.Contains((process.Group, process.Session)) || CarriesToken(process.Pid, owner.Token)))];
    }

    /// <summary>Kills what <see cref="Find"/> finds until nothing is left. Answers those that it killed.</summary>
    /// <exception cref="IOException">A process survives SIGKILL for seconds, as one that waits for a dead disk does.</exception>
    public static IReadOnlyList<ProcessStat> Kill(LedgerOwner owner, IReadOnlyList<LedgerRecord> records)
    {
        var killed = new Dictionary<int, ProcessStat>();
        var deadline = MonotonicClock.NowNs + 5_000_000_000;
        // Again and again: a process may fork between the look and the signal.
        while (Find(owner, records) is { Count: > 0 } found)
        {
            if (MonotonicClock.NowNs > deadline)
                throw new IOException($"process {found[0].Pid} does not end after SIGKILL");
            foreach (var process in found)
            {
                killed[process.Pid] = process;
                _ = LibC.Kill(process.Pid, Signals.Kill);
            }
            Thread.Yield();
        }
        return [.. killed.Values];
    }

    private static bool IsStillTheRecordedOne(OwnedGroupRecord group) =>
        ProcessStat.Read(group.Group) is not { } leader || leader.StartTime == group.LeaderStartTime;

    private static bool CarriesToken(int pid, string token)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ").Split('\0').Contains($"{TokenVariable}={token}");
        }
        catch (Exception other) when (other is IOException or UnauthorizedAccessException)
        {
            // Gone, or another user's: not ours.
            return false;
        }
    }
}
