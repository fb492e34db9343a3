namespace Thaw.Linux.Capabilities;

/// <summary>All probes, and how they are run: side by side, each with a time limit, none able to throw or to hang the caller.</summary>
public static class CapabilityProbes
{
    /// <summary>How long one probe may take. The slowest, <c>criu check</c>, needs about a second.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Every probe, in the order of showing. Interpreters are looked for when this is read.</summary>
    public static IReadOnlyList<ICapabilityProbe> All =>
    [
        KernelCapabilities.Version,
        KernelCapabilities.Calls,
        UserFaultCapability.Create(),
        .. NamespaceCapabilities.All,
        NetworkCapability.Create(),
        CgroupCapability.Create(),
        CgroupCapability.CreateFreezing(),
        KernelCapabilities.Seccomp,
        KvmCapability.Create(),
        CriuCapability.Create(),
        QemuCapability.Create(),
        .. PythonCapabilities.Discover(),
    ];

    /// <summary>Runs all probes.</summary>
    public static IReadOnlyList<CapabilityReport> RunAll() => Run(All);

    /// <summary>Runs one probe by its name, or answers null when there is none of this name.</summary>
    public static CapabilityReport? Run(string name)
    {
        var probes = All.Where(probe => probe.Name == name).ToList();
        if (probes.Count == 0 && PythonCapabilities.Missing(name) is { } missing)
            probes.Add(missing);
        var reports = Run(probes);
        // Several interpreters may be of one version: one that works is enough.
        return reports.FirstOrDefault(report => report.Available) ?? (reports.Count > 0 ? reports[0] : null);
    }

    internal static IReadOnlyList<CapabilityReport> Run(IReadOnlyList<ICapabilityProbe> probes)
    {
        var running = probes.Select(Start).ToList();
        return [.. running.Select(task => task.Result).DistinctBy(report => (report.Name, report.Detail))];
    }

    private static Task<CapabilityReport> Start(ICapabilityProbe probe)
    {
        var result = new TaskCompletionSource<CapabilityReport>(TaskCreationOptions.RunContinuationsAsynchronously);
        // A thread of its own: one that hangs in the kernel must not starve the others, and ends with the process.
        new Thread(() => result.TrySetResult(Attempt(probe)), 1 << 20) { IsBackground = true, Name = "thaw-probe" }.Start();
        return Limited(probe, result.Task);
    }

    private static async Task<CapabilityReport> Limited(ICapabilityProbe probe, Task<CapabilityReport> report) =>
        await Task.WhenAny(report, Task.Delay(Limit)).ConfigureAwait(false) == report
            ? await report.ConfigureAwait(false)
            : Undecided(probe, $"the probe did not end within {Limit.TotalSeconds} s");

    // "Never throws" is this method's purpose: whatever a strange machine makes a probe throw becomes the reason.
#pragma warning disable CA1031
    private static CapabilityReport Attempt(ICapabilityProbe probe)
    {
        try
        {
            return probe.Probe();
        }
        catch (Exception failure)
        {
            return Undecided(probe, failure.Message.ReplaceLineEndings(" "));
        }
    }
#pragma warning restore CA1031

    private static CapabilityReport Undecided(ICapabilityProbe probe, string why) =>
        probe is Capability capability
            ? capability.Undecided(why)
            : new CapabilityReport(probe.Name, CapabilityGroups.Kernel, false, why, "", null);
}
