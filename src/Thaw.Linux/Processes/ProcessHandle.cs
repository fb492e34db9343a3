using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Native;

namespace Thaw.Linux.Processes;

/// <summary>A process that is not our child, held by a pidfd: a signal never reaches another that got its pid.</summary>
/// <remarks>Members may be called from any thread and overlap; Dispose comes last and ends nothing.</remarks>
public sealed class ProcessHandle(SafeFileHandle pidfd) : IDisposable
{
    /// <summary>Whether it has ended. Of a pid namespace's first process that means: nothing in the namespace runs.</summary>
    public bool HasExited => Descriptors.IsReadable((int)pidfd.DangerousGetHandle());

    /// <summary>Its pid, as this process numbers it; 0 or less once it has ended and was waited for.</summary>
    public int Pid { get; } = ProcessDescriptor.PidOf(pidfd);

    /// <summary>The descriptor, to be handed to another process; it stays ours.</summary>
    public SafeHandle Descriptor => pidfd;

    /// <summary>Holds a process by its pid; the caller knows that the pid is still that process's.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public static ProcessHandle Open(int pid) => new(ProcessDescriptor.Open(pid));

    /// <summary>Takes a pidfd that another process handed over; it is ours then, whatever comes.</summary>
    /// <exception cref="IOException">It is another kind of file.</exception>
    public static ProcessHandle Adopt(SafeFileHandle pidfd)
    {
        if (ProcessDescriptor.IsOne(pidfd))
            return new ProcessHandle(pidfd);
        pidfd.Dispose();
        throw new IOException("the descriptor that was handed over is not a pidfd");
    }

    /// <summary>Waits for its end.</summary>
    /// <param name="timeout">At most this long; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <returns>Whether it has ended.</returns>
    public bool WaitForExit(TimeSpan timeout)
    {
        var deadlineNs = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : MonotonicClock.NowNs + (long)(timeout.TotalMilliseconds * 1e6);
        while (!HasExited)
        {
            var leftMs = deadlineNs == long.MaxValue ? -1 : (deadlineNs - MonotonicClock.NowNs + 999_999) / 1_000_000;
            if (leftMs is 0 or < -1)
                return false;
            Descriptors.WaitReadable((int)pidfd.DangerousGetHandle(), -1, (int)Math.Min(leftMs, int.MaxValue));
        }
        return true;
    }

    /// <summary>Sends SIGKILL; nothing happens when it has ended.</summary>
    public void Kill()
    {
        var errno = ProcessDescriptor.SendSignal(pidfd, Signals.Kill);
        if (errno is not (0 or Errno.NoProcess))
            throw new IOException($"cannot kill a process: {Errno.Describe(errno)}", errno);
    }

    /// <summary>Closes the descriptor.</summary>
    public void Dispose() => pidfd.Dispose();
}
