using Thaw.Linux.Processes;
using Thaw.Linux.UserFaults;
using Thaw.Pager.Maps;
using Thaw.Pager.Sources;
using Thaw.Pager.Statistics;
using Thaw.Pager.WorkingSets;

namespace Thaw.Pager.Engine;

/// <summary>Puts pages into address spaces: the hot path of the pager. It does not allocate, and takes no lock.</summary>
/// <remarks>For the session's thread; <see cref="BusySinceNs"/> may be read by others.</remarks>
internal sealed class PageDelivery(IReadOnlyList<IPageSource> sources, SessionCounters counters) : IDisposable
{
    /// <summary>What is put at once at most, bytes: beyond 64 KiB a copy is not faster for its size (1.8 GB/s at 4 KiB, 3.3 at 64 KiB, 3.5 at 2 MiB).</summary>
    public const int MostBytes = 256 * 1024;

    private readonly UserFaultEvent[] _events = new UserFaultEvent[16];
    private readonly PageMemory _scratch = PageMemory.Allocate(MostBytes);
    private long _busySinceNs;

    /// <summary>Since when a source is waited for; 0: none is.</summary>
    public long BusySinceNs => Volatile.Read(ref _busySinceNs);

    /// <summary>What is noted of faults; null: nothing is.</summary>
    public TouchRecorder? Recorder { get; set; }

    /// <summary>Whether the working set is in place, so that further faults are ones that it did not spare.</summary>
    public bool IsPrefetched { get; set; }

    /// <summary>What becomes of the descriptor of a forked process.</summary>
    public required Action<AddressSpace, UserFault> Forked { get; init; }

    /// <summary>Takes what has happened in a space: changes of its map at once, faults to be answered.</summary>
    /// <returns>Whether anything has.</returns>
    public bool ReadEvents(AddressSpace space)
    {
        var count = space.Faults.Read(_events);
        if (count == 0)
            return false;
        var now = MonotonicClock.NowNs;
        for (var i = 0; i < count; i++)
        {
            if (_events[i].Kind == UserFaultEventKind.PageFault)
                space.Waiting.Enqueue(new WaitingFault(_events[i].Start & ~(ulong)(PageMap.PageBytes - 1), _events[i].IsWrite, now));
            else
                ChangeMap(space, _events[i]);
        }
        return true;
    }

    /// <summary>Answers what waits in a space.</summary>
    /// <returns>False: the process is changing its map; its events come first.</returns>
    /// <exception cref="PagerException">A source has failed.</exception>
    public bool AnswerFaults(AddressSpace space)
    {
        while (!space.IsGone && space.Waiting.TryPeek(out var fault))
        {
            var isZero = !space.Map.TryFind(fault.Address, out var run);
            var outcome = isZero ? PutZeros(space, fault.Address, PageMap.PageBytes, out _) : PutFromSource(space, run, fault.Address, PageMap.PageBytes, out _);
            if (outcome == UserFaultOutcome.MapChanging)
                return false;
            space.Waiting.Dequeue();
            // A page that is there, or a mapping that is gone, needs no page; the thread shall look again.
            if (outcome is UserFaultOutcome.AlreadyThere or UserFaultOutcome.NotRegistered)
                space.Faults.Wake(fault.Address, PageMap.PageBytes);
            Count(space, fault, isZero);
        }
        return true;
    }

    /// <summary>Puts pages of a run where its source has them.</summary>
    /// <inheritdoc cref="PutFrom"/>
    public UserFaultOutcome PutFromSource(AddressSpace space, in PageRun run, ulong address, long length, out long done)
    {
        var source = sources[run.Source];
        var offset = run.Offset + (long)(address - run.Address);
        // The copy, too, may wait for a disk: it reads the pages of a mapped file.
        Volatile.Write(ref _busySinceNs, MonotonicClock.NowNs);
        try
        {
            var slice = source.Slice(offset, (int)length, _scratch);
            var outcome = PutFrom(space, run, address, slice.Memory, slice.Offset, length, out done);
            return outcome == UserFaultOutcome.SourceUnreadable
                ? throw new PagerException($"{source.Name} cannot be read at {offset}: it was cut off, or its disk failed")
                : outcome;
        }
        finally
        {
            Volatile.Write(ref _busySinceNs, 0);
        }
    }

    /// <summary>Puts pages of a run.</summary>
    /// <param name="space">Whose.</param>
    /// <param name="run">What holds them all.</param>
    /// <param name="address">The first.</param>
    /// <param name="memory">Where their bytes are.</param>
    /// <param name="offset">Where in there.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="done">How many were put, or need not be.</param>
    public UserFaultOutcome PutFrom(
        AddressSpace space, in PageRun run, ulong address, PageMemory memory, long offset, long length, out long done)
    {
        var outcome = Judge(space, space.Faults.Copy(address, memory, offset, length, out done));
        counters.CopiedBytes += done;
        if (outcome == UserFaultOutcome.AlreadyThere)
            done = PageMap.PageBytes;
        space.Map.MarkInstalled(run, address, done);
        return outcome;
    }

    /// <summary>Puts zeros.</summary>
    public static UserFaultOutcome PutZeros(AddressSpace space, ulong address, long length, out long done)
    {
        var outcome = Judge(space, space.Faults.Zero(address, length, out done));
        if (outcome == UserFaultOutcome.AlreadyThere)
            done = PageMap.PageBytes;
        return outcome;
    }

    public void Dispose() => _scratch.Dispose();

    private static UserFaultOutcome Judge(AddressSpace space, UserFaultOutcome outcome)
    {
        if (outcome == UserFaultOutcome.ProcessGone)
            space.IsGone = true;
        return outcome == UserFaultOutcome.Refused
            ? throw new PagerException("the kernel refuses to put pages: the memory is of a kind that cannot be served, or there is none left")
            : outcome;
    }

    private void ChangeMap(AddressSpace space, in UserFaultEvent change)
    {
        counters.MapChanges++;
        switch (change.Kind)
        {
            case UserFaultEventKind.Fork:
                Forked(space, change.TakeChild());
                break;
            case UserFaultEventKind.Remap:
                space.Map.Move(change.Start, change.Target, change.Length);
                break;
            case UserFaultEventKind.Remove or UserFaultEventKind.Unmap:
                space.Map.Drop(change.Start, change.Length);
                break;
        }
    }

    private void Count(AddressSpace space, WaitingFault fault, bool isZero)
    {
        var now = MonotonicClock.NowNs;
        counters.Faults++;
        counters.ZeroFaults += isZero ? 1 : 0;
        counters.FaultsAfterPrefetch += IsPrefetched ? 1 : 0;
        counters.Times.Add(now - fault.ReadNs);
        if (!space.IsFork)
            Recorder?.Note(space.Task, fault.Address, isZero, fault.IsWrite, now);
    }
}
