using Thaw.Linux.Native;

namespace Thaw.Linux.Processes;

/// <summary>
/// Sends one signal to a child at a fixed rate from a thread of its own, until it is stopped or the child ends. The
/// child sees no thread and no timer, only the signal. Ticks lie on a fixed grid of CLOCK_MONOTONIC; a tick that comes
/// later than the next one is due is counted as missed and not made up for, because a burst would sample nothing new.
/// </summary>
public sealed class SignalTicker : IDisposable
{
    private const int PriorityOfProcess = 0;
    private const int SetTimerSlack = 29;

    private readonly ChildProcess _child;
    private readonly Thread _thread;
    private readonly int _signal;
    private readonly long _periodNs;
    private readonly long[] _log;
    private long _sent;
    private long _missed;
    private volatile bool _stopping;

    /// <summary>Starts to tick; the first signal goes out one period from now.</summary>
    /// <param name="child">The process that gets the signal; must not be disposed before the ticker.</param>
    /// <param name="signal">A signal that the child handles or ignores.</param>
    /// <param name="ratePerSecond">1 to 10,000.</param>
    /// <param name="logged">Of how many ticks, the first ones, to keep the time: see <see cref="SentAtNs"/>.</param>
    public SignalTicker(ChildProcess child, int signal, int ratePerSecond, int logged = 0)
    {
        ArgumentNullException.ThrowIfNull(child);
        ArgumentOutOfRangeException.ThrowIfLessThan(ratePerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ratePerSecond, 10_000);
        ArgumentOutOfRangeException.ThrowIfNegative(logged);
        _child = child;
        _log = new long[logged];
        _signal = signal;
        _periodNs = 1_000_000_000 / ratePerSecond;
        _thread = new Thread(Run, 256 * 1024) { IsBackground = true, Name = "thaw-ticker" };
        _thread.Start();
    }

    /// <summary>Signals sent so far.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Ticks left out because the thread got its CPU too late.</summary>
    public long Missed => Volatile.Read(ref _missed);

    /// <summary>When each tick was sent, CLOCK_MONOTONIC, ns, in order: at most as many as the log was made for.</summary>
    public ReadOnlySpan<long> SentAtNs => _log.AsSpan(0, (int)Math.Min(Sent, _log.Length));

    /// <summary>Stops and waits for the thread, at most one period; nothing is sent after. May be called again.</summary>
    public void Stop()
    {
        _stopping = true;
        _thread.Join();
    }

    /// <inheritdoc cref="Stop"/>
    public void Dispose() => Stop();

    private void Run()
    {
        PreferThisThread();
        var held = false;
        try
        {
            // Holds the descriptor open for the length of the loop, so that its number cannot become another file's.
            _child.Pidfd.DangerousAddRef(ref held);
            Tick((int)_child.Pidfd.DangerousGetHandle());
        }
        catch (ObjectDisposedException)
        {
            // The child was disposed before the first tick: there is nobody to signal.
        }
        finally
        {
            if (held)
                _child.Pidfd.DangerousRelease();
        }
    }

    private void Tick(int pidfd)
    {
        var next = MonotonicClock.NowNs + _periodNs;
        while (!_stopping)
        {
            SleepUntil(next);
            // A zombie takes signals silently; the pidfd is readable as soon as the child has ended.
            var sentAt = MonotonicClock.NowNs;
            if (_stopping || Descriptors.IsReadable(pidfd) || ProcessDescriptor.SendSignal(_child.Pidfd, _signal) != 0)
                return;
            if (_sent < _log.Length)
                _log[_sent] = sentAt;
            Volatile.Write(ref _sent, _sent + 1);
            var late = Math.Max(0, sentAt - next) / _periodNs;
            Volatile.Write(ref _missed, _missed + late);
            next += (1 + late) * _periodNs;
        }
    }

    private static unsafe void SleepUntil(long ns)
    {
        var until = new TimeSpec { Seconds = ns / 1_000_000_000, Nanoseconds = ns % 1_000_000_000 };
        // Safe: one timespec of our stack; the remaining time is not asked for, since the time is absolute.
        while (LibC.ClockNanoSleep(LibC.ClockMonotonic, LibC.TimerAbsolute, &until, null) == Errno.Interrupted)
        {
        }
    }

    /// <summary>Best effort: an earlier turn on the CPU, and wake-ups to the µs instead of the default 50 µs of slack.</summary>
    private static void PreferThisThread()
    {
        LibC.SetPriority(PriorityOfProcess, 0, -15);
        LibC.ProcessControl(SetTimerSlack, 1, 0, 0, 0);
    }
}
