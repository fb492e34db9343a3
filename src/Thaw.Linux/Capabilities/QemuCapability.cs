using System.Text.RegularExpressions;

namespace Thaw.Linux.Capabilities;

/// <summary>QEMU for x86-64, with the small machine type that starts fast.</summary>
internal static partial class QemuCapability
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    public static Capability Create() => new(
        "qemu", CapabilityGroups.Snapshots, "micro virtual machines and their snapshots (with KVM, or slowly without)", Attempt);

    private static Finding Attempt()
    {
        const string remedy = "apt-get install qemu-system-x86";
        if (ProbeCommand.Find("qemu-system-x86_64") is not { } qemu)
            return Finding.Absent("no qemu-system-x86_64 on PATH", remedy);
        var version = VersionLine.Match(ProbeCommand.Run(qemu, ["--version"], Limit).Output);
        if (!version.Success)
            return Finding.Absent($"{qemu} does not say its version", remedy);
        var machines = ProbeCommand.Run(qemu, ["-machine", "help"], Limit).Output;
        return machines.Split('\n').Any(line => line.StartsWith("microvm ", StringComparison.Ordinal))
            ? Finding.Present($"{qemu} {version.Groups[1].Value}, with microvm")
            : Finding.Absent($"{qemu} {version.Groups[1].Value} has no machine type microvm", remedy);
    }

    [GeneratedRegex(@"version (\d+\.\d+\.\d+)")]
    private static partial Regex VersionLine { get; }
}
