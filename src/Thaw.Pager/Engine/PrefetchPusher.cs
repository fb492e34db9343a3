using Thaw.Linux.Processes;
using Thaw.Linux.UserFaults;
using Thaw.Pager.Maps;
using Thaw.Pager.Prefetching;
using Thaw.Pager.Statistics;

namespace Thaw.Pager.Engine;

/// <summary>Puts a plan's pages, one piece a call, so that a fault that comes meanwhile goes first.</summary>
/// <remarks>
/// It begins before the process has its memory: a piece that no mapping takes yet is tried again. For the session's thread.
/// </remarks>
internal sealed class PrefetchPusher(PrefetchLoad load, PageDelivery delivery, SessionCounters counters)
{
    /// <summary>Bytes that are put at once; see <see cref="PageDelivery.MostBytes"/>.</summary>
    private const long PieceBytes = 64 * 1024;

    // Mappings are registered within milliseconds, one soon after the other; a few looks tell whether it has begun.
    private const long PauseNs = 100_000;
    private const int MostMisses = 16;

    private readonly long[] _done = new long[load.Runs.Count];
    private readonly List<int> _open = [.. Enumerable.Range(0, load.Runs.Count)];
    private readonly List<int> _later = [];
    private readonly long _beganNs = MonotonicClock.NowNs;
    private int _at;
    private int _misses;
    private bool _progress;
    private bool _isPageWise;

    /// <summary>Whether all is put that can be.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Puts one piece.</summary>
    /// <param name="spaceOf">The space of a task; null while it has none.</param>
    /// <param name="isSettled">Whether all mappings are made and registered: what none takes now, none will.</param>
    /// <returns>How long to wait before the next, nanoseconds; 0: not at all; negative: until woken.</returns>
    public long Push(Func<uint, AddressSpace?> spaceOf, bool isSettled)
    {
        while (_at < _open.Count && (_progress || _isPageWise || _misses < MostMisses))
        {
            var run = _open[_at];
            if (!load.IsReady(run) || spaceOf(load.Runs[run].Task) is not { IsGone: false } space)
            {
                _later.Add(_open[_at++]);
                continue;
            }
            Step(run, space);
            return 0;
        }
        return EndPass(isSettled);
    }

    private void Step(int index, AddressSpace space)
    {
        var outcome = PutPiece(index, space, out var done);
        _progress |= done > 0;
        _done[index] += done;
        if (_done[index] >= load.Runs[index].Length)
        {
            _at++;
        }
        else if (outcome is UserFaultOutcome.NotRegistered or UserFaultOutcome.MapChanging)
        {
            if (_isPageWise && outcome == UserFaultOutcome.NotRegistered)
                _done[index] += PageMap.PageBytes;
            else
                Postpone();
        }
    }

    private void Postpone()
    {
        _later.Add(_open[_at++]);
        _misses++;
    }

    private UserFaultOutcome PutPiece(int index, AddressSpace space, out long done)
    {
        var run = load.Runs[index];
        var address = run.Address + (ulong)_done[index];
        var most = Math.Min(run.Length - _done[index], _isPageWise ? PageMap.PageBytes : PieceBytes);
        if (space.Map.TryFind(address, out var owner))
            return run.IsZero ? Nothing(PageMap.PageBytes, out done) : PutPages(index, space, owner, address, most, out done);
        // Out of the map are zeros, from the beginning or because the process gave the pages back.
        if (!run.IsZero)
            return Nothing(PageMap.PageBytes, out done);
        var outcome = PageDelivery.PutZeros(space, address, most, out done);
        Count(outcome, done);
        return outcome;
    }

    private UserFaultOutcome PutPages(int index, AddressSpace space, in PageRun owner, ulong address, long most, out long done)
    {
        var limit = Math.Min(most, (long)(owner.End - address));
        var (from, length) = space.Map.NextMissing(owner, address, limit);
        var skipped = Math.Min((long)(from - address), limit);
        length = Math.Min(length, limit - skipped);
        if (length == 0)
            return Nothing(limit, out done);
        var offset = load.Offsets[index] + _done[index] + skipped;
        var outcome = delivery.PutFrom(space, owner, from, load.Memory!, offset, length, out done);
        Count(outcome, done);
        done += skipped;
        return outcome;
    }

    private void Count(UserFaultOutcome outcome, long done)
    {
        counters.PrefetchCopies++;
        if (outcome != UserFaultOutcome.AlreadyThere)
            counters.PrefetchedPages += done / PageMap.PageBytes;
    }

    private static UserFaultOutcome Nothing(long skip, out long done)
    {
        done = skip;
        return UserFaultOutcome.Done;
    }

    /// <summary>After the last open run: what is left is tried again, unless nothing can come of it.</summary>
    private long EndPass(bool isSettled)
    {
        // Those that were not looked at come first in the next pass.
        _open.RemoveRange(0, _at);
        _open.AddRange(_later);
        _later.Clear();
        var wasCutShort = _misses >= MostMisses && !_progress;
        _at = _misses = 0;
        var mayCome = (wasCutShort && !_isPageWise && !isSettled) || _open.Exists(run => !load.IsReady(run)) && load.Failure is null;
        if (_open.Count == 0 || (!_progress && isSettled && _isPageWise && !mayCome))
        {
            IsFinished = true;
            counters.PrefetchNs = MonotonicClock.NowNs - _beganNs;
            return 0;
        }
        // A run may span two mappings, which one copy cannot: page by page it goes.
        _isPageWise = isSettled && !_progress && !mayCome;
        var wait = _progress || _isPageWise ? 0 : PauseNs;
        _progress = false;
        return wait;
    }
}
