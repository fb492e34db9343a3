using Thaw.Linux.Processes;

namespace Thaw.Linux.Ownership;

/// <summary>What tells this process, and this run of the machine, from all others.</summary>
internal static class ThisProcess
{
    public static string BootId { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>Such as <c>pid:[4026531836]</c>: pids of another namespace are other processes.</summary>
    public static string PidNamespace { get; } = new FileInfo("/proc/self/ns/pid").LinkTarget ?? "unknown";

    public static LedgerOwner AsOwner(string token) =>
        new(Environment.ProcessId, ProcessStat.Read(Environment.ProcessId)!.StartTime, BootId, PidNamespace, token);
}
