using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Native;

namespace Thaw.Linux.Processes;

/// <summary>
/// A child of Thaw and the process group that it leads. Until Dispose the child is waited for without being reaped:
/// it stays a zombie, so no other process can get its pid or its group's number, and signals never hit a stranger.
/// </summary>
/// <remarks>
/// All members may be called from any thread and overlap; Dispose comes last. Nothing is killed by the finalizer: the
/// ledger covers a Thaw that dies.
/// </remarks>
public sealed class ChildProcess : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SafeFileHandle _pidfd;
    private ChildExit? _exit;
    private Action? _whenDisposed;

    private ChildProcess(int pid, long spawnedAtNs)
    {
        Pid = pid;
        SpawnedAtNs = spawnedAtNs;
        _pidfd = ProcessDescriptor.Open(pid);
    }

    /// <summary>The child's process id, which is its process group's number too.</summary>
    public int Pid { get; }

    /// <summary>When Thaw asked the kernel for the child, on <see cref="MonotonicClock"/>, ns.</summary>
    public long SpawnedAtNs { get; }

    /// <summary>Whether the child itself (not its whole group) has ended.</summary>
    public bool HasExited => TryReadExit() is not null;

    /// <summary>For the ticker and others of this project that poll without allocating; readable when the child has ended.</summary>
    internal SafeFileHandle Pidfd => _pidfd;

    /// <summary>Starts a child. When this returns, the program itself runs.</summary>
    /// <exception cref="SpawnException">It could not be started; the message says why.</exception>
    public static ChildProcess Spawn(SpawnRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SpawnWith(request, inputDescriptor: null, ownSession: false);
    }

    internal static ChildProcess SpawnWith(SpawnRequest request, int? inputDescriptor, bool ownSession)
    {
        var spawnedAtNs = MonotonicClock.NowNs;
        return new ChildProcess(Spawner.Start(request, inputDescriptor, ownSession), spawnedAtNs);
    }

    /// <summary>Waits until the child has ended. Members of its group may live on.</summary>
    /// <param name="timeout">At most this long; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait, not the child.</param>
    /// <exception cref="TimeoutException">It still runs; the caller decides what becomes of it.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ChildExit WaitForExit(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var deadline = timeout == Timeout.InfiniteTimeSpan
            ? long.MaxValue
            : MonotonicClock.NowNs + (long)(timeout.TotalMilliseconds * 1e6);
        using var cancelled = cancellationToken.CanBeCanceled ? Descriptors.Event() : null;
        using var registration = cancellationToken.Register(() => Descriptors.Raise(cancelled!));
        while (true)
        {
            if (TryReadExit() is { } exit)
                return exit;
            cancellationToken.ThrowIfCancellationRequested();
            var leftMs = MillisecondsUntil(deadline);
            if (leftMs == 0)
                throw new TimeoutException($"process {Pid} still runs after {timeout.TotalSeconds:0.###} s");
            Descriptors.WaitReadable(
                (int)_pidfd.DangerousGetHandle(), (int?)cancelled?.DangerousGetHandle() ?? -1, leftMs);
        }
    }

    /// <summary>Sends a signal to the child alone. Nothing happens when it has ended.</summary>
    /// <param name="signal">1 to 64 (<see cref="Signals"/>).</param>
    public void SendSignal(int signal)
    {
        var errno = ProcessDescriptor.SendSignal(_pidfd, signal);
        if (errno is not (0 or Errno.NoProcess))
            throw new IOException($"cannot send {Signals.NameOf(signal)} to process {Pid}: {Errno.Describe(errno)}", errno);
    }

    /// <summary>Kills every process of the child's group and waits until the child itself has ended.</summary>
    public void KillGroup()
    {
        // No stranger can be hit: the number stays taken while the leader is unreaped, which it is until Dispose.
        LibC.Kill(-Pid, Signals.Kill);
        WaitForExit(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Kills what is left of the group and frees the process's entry.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_pidfd.IsClosed)
                return;
            LibC.Kill(-Pid, Signals.Kill);
            ProcessDescriptor.Reap(_pidfd);
            _pidfd.Dispose();
        }
        _whenDisposed?.Invoke();
    }

    /// <summary>What the ledger does once nothing of this child is left.</summary>
    internal void WhenDisposed(Action action) => _whenDisposed += action;

    private ChildExit? TryReadExit()
    {
        lock (_gate)
        {
            if (_exit is null && ProcessDescriptor.TryReadExit(_pidfd, out var info, out var usage))
                _exit = ExitFrom(info, usage);
            return _exit;
        }
    }

    private static ChildExit ExitFrom(in SignalInfo info, in ResourceUsage usage)
    {
        var exited = info.Code == SignalInfo.CodeExited;
        return new ChildExit(
            exited ? info.Status : null,
            exited ? null : info.Status,
            (usage.UserSeconds * 1e3) + (usage.UserMicroseconds / 1e3),
            (usage.SystemSeconds * 1e3) + (usage.SystemMicroseconds / 1e3),
            MonotonicClock.NowNs);
    }

    private static int MillisecondsUntil(long deadlineNs)
    {
        if (deadlineNs == long.MaxValue)
            return -1;
        var left = deadlineNs - MonotonicClock.NowNs;
        // Rounded up: a wait that ends a little early would spin.
        return left <= 0 ? 0 : (int)Math.Min(int.MaxValue, (left + 999_999) / 1_000_000);
    }
}
