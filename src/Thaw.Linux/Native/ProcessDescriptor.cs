using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Thaw.Linux.Native;

/// <summary>
/// pidfd and waitid(2) calls. The numbers are the same on all architectures that came after pidfds, except waitid's.
/// </summary>
internal static unsafe class ProcessDescriptor
{
    private const nint OpenNumber = 434;
    private const nint SendSignalNumber = 424;
    private const int IdTypePidfd = 3;
    private const int OptionExited = 4;
    private const int OptionNoHang = 1;
    private const int OptionLeaveZombie = 0x01000000;

    private static nint WaitIdNumber => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 95 : 247;

    /// <summary>A descriptor of a child that has not been waited for: no other process can have its pid.</summary>
    public static SafeFileHandle Open(int pid)
    {
        var descriptor = LibC.SyscallPidfdOpen(OpenNumber, pid, 0);
        if (descriptor == -1)
            throw Errno.LastAsException($"cannot open a descriptor of process {pid} (pidfd_open needs Linux 5.3)");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>The process's pid in this process's pid namespace (proc_pid_fdinfo(5)); 0 where it has none there, -1 once it was waited for.</summary>
    public static int PidOf(SafeFileHandle pidfd)
    {
        const string field = "Pid:";
        var file = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{pidfd.DangerousGetHandle()}");
        var line = File.ReadLines(file).First(each => each.StartsWith(field, StringComparison.Ordinal));
        return int.Parse(line.AsSpan(field.Length), CultureInfo.InvariantCulture);
    }

    /// <summary>Whether a descriptor that somebody handed over is a pidfd: the others have no line for a pid.</summary>
    public static bool IsOne(SafeFileHandle descriptor)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{descriptor.DangerousGetHandle()}");
        return File.ReadLines(file).Any(line => line.StartsWith("Pid:", StringComparison.Ordinal));
    }

    /// <summary>Sends a signal; answers 0, or the error number (<see cref="Errno.NoProcess"/> once it was waited for).</summary>
    public static int SendSignal(SafeFileHandle pidfd, int signal) =>
        LibC.SyscallPidfdSendSignal(SendSignalNumber, pidfd, signal, 0, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>
    /// Reads how a child ended and leaves it a zombie, so that its pid and its process group's number stay taken.
    /// Answers false while it runs.
    /// </summary>
    public static bool TryReadExit(SafeFileHandle pidfd, out SignalInfo info, out ResourceUsage usage) =>
        WaitId(pidfd, OptionExited | OptionNoHang | OptionLeaveZombie, out info, out usage);

    /// <summary>Frees the zombie; waits for the end when the child still runs.</summary>
    public static void Reap(SafeFileHandle pidfd) => WaitId(pidfd, OptionExited, out _, out _);

    private static bool WaitId(SafeFileHandle pidfd, int options, out SignalInfo info, out ResourceUsage usage)
    {
        var descriptor = (int)pidfd.DangerousGetHandle();
        while (true)
        {
            // Safe: both structures have the kernel's size; pinned for the length of the call.
            fixed (SignalInfo* infoPointer = &info)
            fixed (ResourceUsage* usagePointer = &usage)
            {
                *infoPointer = default;
                *usagePointer = default;
                if (LibC.SyscallWaitId(WaitIdNumber, IdTypePidfd, descriptor, infoPointer, options, usagePointer) == 0)
                    return infoPointer->Pid != 0;
            }
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.NoChild)
                throw new IOException("a child's exit was taken by somebody else: Thaw must not be started with SIGCHLD ignored");
            if (errno != Errno.Interrupted)
                throw Errno.LastAsException("cannot wait for a child");
        }
    }
}
