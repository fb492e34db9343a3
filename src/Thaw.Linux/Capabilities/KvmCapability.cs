using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Native;

namespace Thaw.Linux.Capabilities;

/// <summary>
/// KVM. The device file is not enough: a machine that is itself virtual may offer one (module kvm_pvm) on which
/// ordinary guest kernels hang. So a guest of one instruction is run, and the module is named.
/// </summary>
internal static class KvmCapability
{
    private const string Device = "/dev/kvm";
    private const string Needed = "use a machine with hardware virtualisation (module kvm_intel or kvm_amd)";

    public static Capability Create() => new(
        "kvm", CapabilityGroups.Snapshots, "micro virtual machines at full speed", Attempt);

    private static Finding Attempt()
    {
        if (!File.Exists(Device))
            return Finding.Absent($"no {Device}", "modprobe kvm_intel || modprobe kvm_amd");
        var opened = LibC.Open(Device, Descriptors.ReadWrite | Descriptors.CloseOnExec, 0);
        var module = ModuleName();
        if (opened < 0)
            return Finding.Absent($"{Device} (module {module}) is closed to this user", "adduser $USER kvm (then log in again)");
        using var device = new SafeFileHandle(opened, ownsHandle: true);
        var (halted, outcome) = HaltingGuest.Run(device);
        if (!halted)
            return Finding.Absent($"{Device} opens (module {module}), but a guest of one instruction fails: {outcome}", Needed);
        return module == "kvm_pvm"
            ? Finding.Absent($"{outcome}, but the module is kvm_pvm, on which ordinary guest kernels hang", Needed)
            : Finding.Present($"{outcome}; module {module}");
    }

    private static string ModuleName() =>
        ((string[])["kvm_intel", "kvm_amd", "kvm_pvm"]).FirstOrDefault(name => Directory.Exists($"/sys/module/{name}"), "built in or unknown");
}
