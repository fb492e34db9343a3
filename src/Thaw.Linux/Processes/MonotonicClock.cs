using Thaw.Linux.Native;

namespace Thaw.Linux.Processes;

/// <summary>
/// The kernel's CLOCK_MONOTONIC, the clock that Python calls <c>time.monotonic_ns</c>: times of a child and of Thaw
/// can be subtracted from each other, unless the child lives in a time namespace of its own.
/// </summary>
public static class MonotonicClock
{
    /// <summary>Nanoseconds since an arbitrary point, the same for all processes until the machine restarts.</summary>
    public static unsafe long NowNs
    {
        get
        {
            TimeSpec now;
            // Safe: the kernel fills one timespec on our stack. The call cannot fail for a clock that always exists.
            LibC.ClockGetTime(LibC.ClockMonotonic, &now);
            return (now.Seconds * 1_000_000_000) + now.Nanoseconds;
        }
    }
}
