using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Native;
using Thaw.Linux.UserFaults;

namespace Thaw.Linux.Capabilities;

/// <summary>
/// userfaultfd(2): answering another process's page faults. What counts is that faults inside the kernel are served too
/// (a read(2) into a page that is not there yet); the kind that any user may have serves only those of user code.
/// </summary>
internal static unsafe class UserFaultCapability
{
    private const string Setting = "/proc/sys/vm/unprivileged_userfaultfd";
    private const nuint ApiRequest = 0xC018AA3F;
    private const string Device = UserFaultDescriptors.Device;

    private static readonly (int Bit, string Name)[] Features =
    [
        (0, "write-protect"), (1, "fork"), (2, "remap"), (3, "remove"), (5, "missing on shared memory"), (6, "unmap"),
        (8, "thread id"), (10, "minor faults on shared memory"), (14, "poison"), (16, "move"),
    ];

    public static Capability Create() => new(
        "userfaultfd", CapabilityGroups.Snapshots, "restoring snapshots on demand and with a prefetched working set", Attempt);

    private static Finding Attempt()
    {
        var unprivileged = File.Exists(Setting) ? File.ReadAllText(Setting).Trim() : "?";
        var who = $"vm.unprivileged_userfaultfd={unprivileged}";
        if (UserFaultDescriptors.ByCall(0) is { } call)
            return Describe(call, $"by system call; {who}");
        var errno = Marshal.GetLastPInvokeError();
        if (UserFaultDescriptors.ByDevice() is { } device)
            return Describe(device, $"by {Device}; {who}");
        if (errno == Errno.NotImplemented)
            return Finding.Absent("the kernel was built without CONFIG_USERFAULTFD", "boot a kernel with CONFIG_USERFAULTFD");
        using var userOnly = UserFaultDescriptors.ByCall(UserFaultDescriptors.UserModeOnly);
        var rest = userOnly is null ? "" : "; only faults of user code could be served";
        return Finding.Absent(
            $"refused to this user ({Errno.Describe(errno)}; {who}; {Device} {(File.Exists(Device) ? "is closed" : "is missing")}){rest}",
            File.Exists(Device) ? $"setfacl -m u:{LibC.GetEffectiveUserId()}:rw {Device}" : "run Thaw as root, or with CAP_SYS_PTRACE");
    }

    private static Finding Describe(SafeFileHandle descriptor, string how)
    {
        using (descriptor)
        {
            // struct uffdio_api: the API's number, then the kernel fills in the features and the ioctls.
            var api = stackalloc ulong[3] { 0xAA, 0, 0 };
            // Safe: the request's number holds the structure's size, 24 bytes, which is what we pass.
            if (LibC.DeviceControl(descriptor, ApiRequest, (nint)api) == -1)
                return Finding.Absent($"opened {how}, but its API is refused: {Errno.Describe(Marshal.GetLastPInvokeError())}");
            var offered = Features.Where(feature => (api[1] >> feature.Bit & 1) != 0).Select(feature => feature.Name);
            return Finding.Present($"{how}; missing, {string.Join(", ", offered)}");
        }
    }
}
