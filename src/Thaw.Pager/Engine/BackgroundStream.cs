using Thaw.Linux.UserFaults;
using Thaw.Pager.Maps;
using Thaw.Pager.Statistics;

namespace Thaw.Pager.Engine;

/// <summary>Puts all pages that are still missing, one piece a call, so that a fault that comes meanwhile goes first.</summary>
/// <remarks>For the session's thread.</remarks>
internal sealed class BackgroundStream(PageDelivery delivery, SessionCounters counters)
{
    private int _space;
    private ulong _from;

    /// <summary>Puts one piece.</summary>
    /// <returns>False: nothing is missing any more in any space, but what cannot be put.</returns>
    /// <exception cref="PagerException">A source has failed.</exception>
    public bool Push(IReadOnlyList<AddressSpace> spaces)
    {
        while (_space < spaces.Count)
        {
            var space = spaces[_space];
            var index = space.IsGone ? int.MaxValue : space.Map.FirstEndingAfter(_from);
            if (index >= space.Map.Runs.Count)
            {
                (_space, _from) = (_space + 1, 0);
                continue;
            }
            var run = space.Map.Runs[index];
            var (address, length) = space.Map.NextMissing(run, Math.Max(run.Address, _from), PageDelivery.MostBytes);
            _from = length == 0 ? run.End : address;
            if (length > 0 && Put(space, run, address, length))
                return true;
        }
        return false;
    }

    /// <summary>Begins again: spaces, or mappings of theirs, have come.</summary>
    public void Restart() => (_space, _from) = (0, 0);

    private bool Put(AddressSpace space, in PageRun run, ulong address, long length)
    {
        var outcome = delivery.PutFromSource(space, run, address, length, out var done);
        // One piece may span two mappings: the second attempt is a single page.
        if (outcome == UserFaultOutcome.NotRegistered && length > PageMap.PageBytes)
            outcome = delivery.PutFromSource(space, run, address, length = PageMap.PageBytes, out done);
        if (outcome is UserFaultOutcome.Done or UserFaultOutcome.Partly)
            counters.StreamedPages += done / PageMap.PageBytes;
        if (outcome == UserFaultOutcome.NotRegistered)
            done = length;
        _from = address + (ulong)done;
        return true;
    }
}
