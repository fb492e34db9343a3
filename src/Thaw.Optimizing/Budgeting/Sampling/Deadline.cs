using Thaw.Linux.Processes;

namespace Thaw.Optimizing.Budgeting.Sampling;

/// <summary>When measuring has to end, whatever is known by then.</summary>
/// <param name="endNs">On the kernel's monotonic clock, ns.</param>
internal readonly struct Deadline(long endNs)
{
    /// <summary>True from then on.</summary>
    public bool IsOver => MonotonicClock.NowNs >= endNs;

    /// <summary>The one that lies a time ahead.</summary>
    public static Deadline In(TimeSpan time) => new(MonotonicClock.NowNs + (long)time.TotalNanoseconds);
}
