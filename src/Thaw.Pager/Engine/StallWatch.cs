using System.Collections.Concurrent;
using Thaw.Linux.Processes;

namespace Thaw.Pager.Engine;

/// <summary>Ends sessions whose source delivers nothing: a process must not wait for ever.</summary>
/// <remarks>Members may be called from any thread.</remarks>
internal sealed class StallWatch : IDisposable
{
    private readonly ConcurrentDictionary<PagingSession, byte> _sessions = new();
    private readonly long _limitNs;
    private readonly Timer _timer;

    /// <summary>Begins to watch.</summary>
    /// <param name="limit">How long a source may take for one request.</param>
    public StallWatch(TimeSpan limit)
    {
        _limitNs = (long)(limit.TotalMilliseconds * 1e6);
        var period = TimeSpan.FromMilliseconds(Math.Clamp(limit.TotalMilliseconds / 4, 10, 1000));
        _timer = new Timer(_ => Look(), null, period, period);
    }

    /// <summary>Watches one until it ends.</summary>
    public void Add(PagingSession session)
    {
        _sessions[session] = 0;
        session.Completion.ContinueWith(_ => _sessions.TryRemove(session, out byte _), TaskScheduler.Default);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        foreach (var session in _sessions.Keys)
        {
            var since = session.BusySinceNs;
            if (since != 0 && MonotonicClock.NowNs - since > _limitNs)
                session.Abandon($"a page did not come within {_limitNs / 1e9:0.###} s");
        }
    }
}
