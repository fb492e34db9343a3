using System.Diagnostics;

namespace Thaw.Lab.Hosts;

/// <summary>Looks at other processes' things, of which no message tells, until they are as they should be.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks again and again, for 15 s at most.</summary>
    /// <returns>What was seen last.</returns>
    public static T Until<T>(Func<T> look, Func<T, bool> isGood, CancellationToken cancellation)
    {
        var begin = Stopwatch.GetTimestamp();
        while (true)
        {
            var seen = look();
            if (isGood(seen) || Stopwatch.GetElapsedTime(begin) > Limit)
                return seen;
            cancellation.WaitHandle.WaitOne(Pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
