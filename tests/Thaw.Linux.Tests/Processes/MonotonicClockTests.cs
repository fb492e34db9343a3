using System.Diagnostics;
using Thaw.Linux.Processes;

namespace Thaw.Linux.Tests.Processes;

public sealed class MonotonicClockTests
{
    [Fact]
    public void It_is_the_clock_of_the_runtime_and_of_python()
    {
        Assert.Equal(1_000_000_000, Stopwatch.Frequency);
        var before = Stopwatch.GetTimestamp();
        var now = MonotonicClock.NowNs;
        Assert.InRange(now, before, Stopwatch.GetTimestamp());
    }
}
