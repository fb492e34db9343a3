using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Native;

namespace Thaw.Linux.UserFaults;

/// <summary>The ways to a userfaultfd(2) descriptor. All are close-on-exec and do not wait; the caller owns what it gets.</summary>
internal static class UserFaultDescriptors
{
    public const string Device = "/dev/userfaultfd";
    public const int UserModeOnly = 1;
    private const nuint DeviceNew = 0xAA00;
    private const string Kind = "anon_inode:[userfaultfd]";

    private static nint CallNumber => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 282 : 323;

    /// <summary>By the system call; null, with the error number kept, when it is refused.</summary>
    public static SafeFileHandle? ByCall(int flags)
    {
        var number = LibC.SyscallProbe(CallNumber, Descriptors.CloseOnExec | Descriptors.NonBlocking | flags, 0, 0, 0);
        return number < 0 ? null : new SafeFileHandle(number, ownsHandle: true);
    }

    /// <summary>By the device, which file permissions guard instead of a capability; null when it is missing or closed.</summary>
    public static SafeFileHandle? ByDevice()
    {
        var opened = LibC.Open(Device, Descriptors.ReadWrite | Descriptors.CloseOnExec, 0);
        if (opened < 0)
            return null;
        using var device = new SafeFileHandle(opened, ownsHandle: true);
        var number = LibC.DeviceControl(device, DeviceNew, Descriptors.CloseOnExec | Descriptors.NonBlocking);
        return number < 0 ? null : new SafeFileHandle(number, ownsHandle: true);
    }

    /// <summary>Whether a descriptor that somebody handed over is one of these: requests to another kind of file could do anything.</summary>
    public static bool IsOne(SafeFileHandle descriptor) =>
        File.ResolveLinkTarget(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor.DangerousGetHandle()}"), returnFinalTarget: false)
            ?.Name == Kind;
}
