using System.Runtime.InteropServices;
using Thaw.Linux.Native;

namespace Thaw.Linux.Capabilities;

/// <summary>The kernel's version, the calls that Thaw builds on, and seccomp.</summary>
internal static class KernelCapabilities
{
    private const int SetSeccomp = 22;
    private const int SeccompFilter = 2;

    // Numbers that are the same on x86-64 and arm64. All arguments are -1: no call can do anything with them.
    private static readonly (string Name, nint Number, string Since)[] NewCalls =
    [
        ("pidfd_open", 434, "5.3"),
        ("close_range", 436, "5.9"),
        ("openat2", 437, "5.6"),
        ("process_madvise", 440, "5.10"),
        ("cachestat", 451, "6.5"),
    ];

    public static Capability Version { get; } = new(
        "kernel", CapabilityGroups.Kernel, "everything: Thaw is tested on Linux 6.1 and newer", () =>
    {
        var version = Environment.OSVersion.Version;
        var release = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        var machine = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return version >= new Version(5, 10)
            ? Finding.Present($"Linux {release}, {machine}")
            : Finding.Absent($"Linux {release} is older than 5.10", "boot a newer kernel");
    });

    public static Capability Calls { get; } = new(
        "kernel-calls", CapabilityGroups.Kernel, "children that are never mistaken for others, cold-cache measurements", () =>
    {
        var missing = NewCalls.Where(call => IsMissing(call.Number)).ToList();
        return missing.Count == 0
            ? Finding.Present(string.Join(", ", NewCalls.Select(call => call.Name)))
            : Finding.Absent(
                "missing or forbidden: " + string.Join(", ", missing.Select(call => $"{call.Name} (Linux {call.Since})")),
                "boot a newer kernel, or let the container's seccomp profile pass them");
    });

    public static Capability Seccomp { get; } = new(
        "seccomp", CapabilityGroups.Isolation, "a filter of system calls around every instance", () =>
    {
        // A filter at address 0: a kernel with filters says EFAULT, one without says EINVAL. Nothing is installed.
        _ = LibC.ProcessControl(SetSeccomp, SeccompFilter, 0, 0, 0);
        return Marshal.GetLastPInvokeError() == Errno.BadAddress
            ? Finding.Present("filter mode")
            : Finding.Absent("the kernel was built without CONFIG_SECCOMP_FILTER", "boot a kernel with CONFIG_SECCOMP_FILTER");
    });

    private static bool IsMissing(nint number)
    {
        _ = LibC.SyscallProbe(number, -1, -1, -1, -1);
        return Marshal.GetLastPInvokeError() == Errno.NotImplemented;
    }
}
