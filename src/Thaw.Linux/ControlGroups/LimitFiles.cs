using System.Globalization;

namespace Thaw.Linux.ControlGroups;

/// <summary>Which files of a group hold which limit, in both versions of control groups.</summary>
internal static class LimitFiles
{
    // The kernel's default period of CPU accounting, µs.
    private const int Period = 100_000;

    // Of less than one processor: who has used up a quota waits for the rest of the period, so that it should be short.
    private const int ShortPeriod = 20_000;

    // The kernel takes no quota under 1 ms.
    private const int LeastQuota = 1000;

    /// <summary>What to write, in this order, for the limits of one controller.</summary>
    public static IEnumerable<LimitFile> Of(string controller, bool isVersion2, ControlGroupLimits limits) => controller switch
    {
        "memory" when limits.MemoryBytes is { } bytes => isVersion2 ? Memory2(bytes) : Memory1(bytes),
        "cpu" when limits.Processors is { } processors => Cpu(isVersion2, processors),
        "pids" when limits.Processes is { } processes => [new LimitFile("pids.max", Number(processes))],
        _ => [],
    };

    // Memory and swap together may not be less than memory, so memory comes first. Without swap accounting there is no such file.
    private static LimitFile[] Memory1(long bytes) =>
        [new("memory.limit_in_bytes", Number(bytes)), new("memory.memsw.limit_in_bytes", Number(bytes), Optional: true)];

    // An instance that lost one of its processes is in no state to serve: the kernel ends all of them.
    private static LimitFile[] Memory2(long bytes) =>
        [new("memory.max", Number(bytes)), new("memory.swap.max", "0", Optional: true), new("memory.oom.group", "1", Optional: true)];

    private static LimitFile[] Cpu(bool isVersion2, double processors)
    {
        var period = processors < 1 && processors * ShortPeriod >= LeastQuota ? ShortPeriod : Period;
        var quota = (long)Math.Max(LeastQuota, Math.Round(processors * period));
        return isVersion2
            ? [new("cpu.max", $"{Number(quota)} {Number(period)}")]
            : [new("cpu.cfs_period_us", Number(period)), new("cpu.cfs_quota_us", Number(quota))];
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One file of a group and what to write into it.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Value">Without a line end.</param>
/// <param name="Optional">Whether a kernel may lack it.</param>
internal sealed record LimitFile(string Name, string Value, bool Optional = false);
