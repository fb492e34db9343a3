using Microsoft.Win32.SafeHandles;
using Thaw.Linux.UserFaults;
using Thaw.Pager.Maps;
using Thaw.Pager.Sources;
using Thaw.Pager.WorkingSets;

namespace Thaw.Pager.Prefetching;

/// <summary>Brings the bytes of a plan's runs into memory, by threads of its own: a fault never waits for them.</summary>
/// <remarks><see cref="IsReady"/> and <see cref="Memory"/> are the session's; Dispose waits for the threads.</remarks>
internal sealed class PrefetchLoad : IDisposable
{
    // A read of four megabytes keeps a disk busy, and the first runs are in place while the next are read.
    private const long ReadBytes = 4 << 20;

    // As many as REAP's figure has a curve for; more did not help there.
    private const int SourceReaders = 4;

    private readonly IReadOnlyList<WorkingSetRun> _runs;
    private readonly int[] _ready;
    private readonly Action _wake;
    private readonly List<Thread> _threads = [];
    private int _next;
    private volatile bool _stopped;

    private PrefetchLoad(IReadOnlyList<WorkingSetRun> runs, Action wake)
    {
        _runs = runs;
        _ready = new int[runs.Count];
        _wake = wake;
        long offset = 0;
        Offsets = new long[runs.Count];
        for (var i = 0; i < runs.Count; i++)
        {
            Offsets[i] = offset;
            offset += runs[i].IsZero ? 0 : runs[i].Length;
            _ready[i] = runs[i].IsZero ? 1 : 0;
        }
        Memory = offset > 0 ? PageMemory.Allocate(offset) : null;
    }

    /// <summary>The bytes; null if all runs are zeros.</summary>
    public PageMemory? Memory { get; }

    /// <summary>Where in there each run's are.</summary>
    public long[] Offsets { get; }

    public IReadOnlyList<WorkingSetRun> Runs => _runs;

    /// <summary>Why some will never be ready; null: all is well.</summary>
    public string? Failure { get; private set; }

    /// <summary>Begins to read from a working-set file, which belongs to the load then.</summary>
    public static PrefetchLoad FromFile(PrefetchPlan plan, SafeFileHandle file, long dataStart, string name, Action wake)
    {
        var load = new PrefetchLoad(plan.Runs, wake);
        load.Start(() =>
        {
            using (file)
                load.ReadFile(file, dataStart, name);
        });
        return load;
    }

    /// <summary>Begins to read from the snapshot itself.</summary>
    public static PrefetchLoad FromSources(
        PrefetchPlan plan, IReadOnlyDictionary<uint, PageMap> maps, IReadOnlyList<IPageSource> sources, Action wake)
    {
        var load = new PrefetchLoad(plan.Runs, wake);
        // The session's thread changes its maps as the process does.
        var unchanged = maps.ToDictionary(pair => pair.Key, pair => pair.Value.Clone());
        for (var i = 0; i < SourceReaders; i++)
            load.Start(() => load.ReadSources(unchanged, sources));
        return load;
    }

    public bool IsReady(int run) => Volatile.Read(ref _ready[run]) != 0;

    public void Dispose()
    {
        _stopped = true;
        foreach (var thread in _threads)
            thread.Join();
        Memory?.Dispose();
    }

    private void Start(Action read)
    {
        var thread = new Thread(() => Guard(read), 256 * 1024) { IsBackground = true, Name = "thaw-prefetch" };
        _threads.Add(thread);
        if (Memory is not null)
            thread.Start();
        else
            _threads.Clear();
    }

    private void Guard(Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is IOException or PagerException or ArgumentException)
        {
            Failure = e.Message;
        }
        _wake();
    }

    private void ReadFile(SafeFileHandle file, long dataStart, string name)
    {
        var first = 0;
        while (first < _runs.Count && !_stopped)
        {
            var (end, from, length) = Together(first);
            if (length > 0 && Memory!.Read(file, dataStart + from, Offsets[first], length) != length)
                throw new PagerException($"{name} was cut off");
            for (var i = first; i < end; i++)
                Verify(i, name);
            first = end;
            _wake();
        }
    }

    /// <summary>The runs from one on whose bytes follow each other in the file, up to what is read at once.</summary>
    private (int End, long From, long Length) Together(int first)
    {
        var from = _runs[first].DataOffset;
        var length = _runs[first].IsZero ? 0 : _runs[first].Length;
        var next = first + 1;
        while (next < _runs.Count && _runs[next].DataOffset == from + length && length < ReadBytes)
        {
            length += _runs[next].IsZero ? 0 : _runs[next].Length;
            next++;
        }
        return (next, from, length);
    }

    private void Verify(int run, string name)
    {
        if (_runs[run].IsZero)
            return;
        if (ChecksumOf(Offsets[run], _runs[run].Length) != _runs[run].Checksum)
            throw new PagerException($"{name} is damaged: the pages at {_runs[run].Address:x} are not those that were recorded");
        Volatile.Write(ref _ready[run], 1);
    }

    private uint ChecksumOf(long offset, long length) => Checksum.Of(Memory!.Span(offset, (int)length));

    private void ReadSources(Dictionary<uint, PageMap> maps, IReadOnlyList<IPageSource> sources)
    {
        using var scratch = PageMemory.Allocate(PageMap.PageBytes);
        for (var i = Interlocked.Increment(ref _next) - 1; i < _runs.Count && !_stopped; i = Interlocked.Increment(ref _next) - 1)
        {
            if (_runs[i].IsZero)
                continue;
            for (long at = 0; at < _runs[i].Length; at += PageMap.PageBytes)
                ReadPage(_runs[i].Address + (ulong)at, Offsets[i] + at, maps[_runs[i].Task], sources, scratch);
            Volatile.Write(ref _ready[i], 1);
            _wake();
        }
    }

    private void ReadPage(ulong address, long to, PageMap map, IReadOnlyList<IPageSource> sources, PageMemory scratch)
    {
        if (!map.TryFind(address, out var run))
            throw new PagerException($"the page at {address:x} of the working set is not one of the snapshot");
        var offset = run.Offset + (long)(address - run.Address);
        sources[run.Source].Read(offset, Memory!.Span(to, PageMap.PageBytes), scratch);
    }
}
