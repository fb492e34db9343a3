using System.Collections.Concurrent;
using Thaw.Linux.UserFaults;
using Thaw.Pager.Maps;
using Thaw.Pager.Prefetching;
using Thaw.Pager.Statistics;
using Thaw.Pager.WorkingSets;

namespace Thaw.Pager.Engine;

/// <summary>
/// Serves the memory of one restored process, and of those that it forks, until they have all pages or end. A thread of its own does it:
/// a source that is slow holds up nobody else, and nothing is shared that would want a lock.
/// </summary>
/// <remarks>
/// Members may be called from any thread and overlap. It ends by itself; <see cref="Completion"/> never fails. Dispose comes last, after
/// the end; process and sources stay their owner's.
/// </remarks>
internal sealed class PagingSession : IDisposable
{
    // Until an event that announces itself by EAGAIN can be read.
    private const long MapChangeNs = 20_000;

    private readonly PagingSettings _settings;
    private readonly Dictionary<uint, PageMap> _original;
    private readonly SessionCounters _counters = new();
    private readonly List<AddressSpace> _spaces = [];
    private readonly ConcurrentQueue<Action> _commands = new();
    private readonly WakeSignal _wake = new();
    private readonly DescriptorPoll _poll = new();
    private readonly PageDelivery _delivery;
    private readonly BackgroundStream _stream;
    private readonly TaskCompletionSource<PagingEnd> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PrefetchLoad? _load;
    private PrefetchPusher? _pusher;
    private bool _isSettled;
    private bool _isStreaming;
    private PagingEnd? _end;

    private PagingSession(PagingSettings settings)
    {
        _settings = settings;
        _original = settings.Maps.ToDictionary(pair => pair.Key, pair => pair.Value.Clone());
        _delivery = new PageDelivery(settings.Sources, _counters)
        {
            Forked = AdoptChild,
            Recorder = settings.RecordTo is null ? null : new TouchRecorder(settings.Maps.Values.Sum(map => (long)map.Pages)),
        };
        _stream = new BackgroundStream(_delivery, _counters);
    }

    /// <summary>How it ended.</summary>
    public Task<PagingEnd> Completion => _completion.Task;

    /// <summary>Since when a source is waited for; 0: none is.</summary>
    public long BusySinceNs => _delivery.BusySinceNs;

    /// <summary>Starts one.</summary>
    /// <exception cref="PagerException">What is to be prefetched does not go together.</exception>
    public static PagingSession Start(PagingSettings settings)
    {
        var session = new PagingSession(settings);
        try
        {
            session._load = settings.Prefetch(session.Wake);
        }
        catch
        {
            session._delivery.Dispose();
            session.Dispose();
            throw;
        }
        session._pusher = session._load is null ? null : new PrefetchPusher(session._load, session._delivery, session._counters);
        new Thread(session.Run, 256 * 1024) { IsBackground = true, Name = "thaw-pager" }.Start();
        return session;
    }

    /// <summary>Brings the memory of a task, which is the session's then.</summary>
    public void Attach(UserFault faults, uint task) => Tell(() => Add(new AddressSpace(faults, _settings.Maps[task], task, isFork: false)));

    /// <summary>Says that no more memory comes, and all of it is registered.</summary>
    public void Settle() => Tell(() => _isSettled = true);

    /// <summary>Begins to put all that is missing; the session ends when it is done.</summary>
    public void Stream() => Tell(() =>
    {
        _isStreaming = true;
        _stream.Restart();
    });

    /// <summary>Kills the process and ends.</summary>
    public void Fail(string why) => Tell(() => throw new PagerException(why));

    /// <summary>Ends the recording, and writes it.</summary>
    /// <exception cref="PagerException">Nothing is recorded, or it cannot be written.</exception>
    public async Task<RecordedSet> StopRecordingAsync()
    {
        var taken = new TaskCompletionSource<(IReadOnlyList<PageTouch>, bool)?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Tell(() => taken.TrySetResult(TakeRecording()));
        await Task.WhenAny(taken.Task, Completion).ConfigureAwait(false);
        // After the end nothing is running that could note anything.
        var (touches, isCutShort) = (taken.Task.IsCompleted ? taken.Task.Result : TakeRecording())
            ?? throw new PagerException("nothing is recorded");
        return await Task.Run(() => Recording.Write(_settings, _original, touches, isCutShort)).ConfigureAwait(false);
    }

    /// <summary>What it took so far.</summary>
    public PagerStatistics ReadStatistics() => _counters.Read(_original.Values);

    /// <summary>Ends it from outside, because its thread hangs in a source; the process is killed at once.</summary>
    public void Abandon(string why)
    {
        Kill();
        _completion.TrySetResult(new PagingEnd(PagingOutcome.Failed, why, ReadStatistics()));
    }

    public void Dispose() => _wake.Dispose();

    private (IReadOnlyList<PageTouch>, bool)? TakeRecording()
    {
        var recorder = _delivery.Recorder;
        _delivery.Recorder = null;
        return recorder is null ? null : (recorder.Take(), recorder.IsCutShort);
    }

    private void Tell(Action command)
    {
        _commands.Enqueue(command);
        Wake();
    }

    /// <summary>Also for threads that outlive an abandoned session.</summary>
    private void Wake()
    {
        try
        {
            _wake.Raise();
        }
        catch (ObjectDisposedException)
        {
            // It has ended.
        }
    }

    private void Run()
    {
        try
        {
            RebuildPoll();
            while (_end is null && !_completion.Task.IsCompleted)
                Step();
        }
        // Whatever it is: the process must not wait for a thread that is no more.
        catch (Exception e)
        {
            // One that was abandoned has been judged already, and its owner may have closed what it was made of.
            _end = new PagingEnd(PagingOutcome.Failed, e.Message, ReadStatistics());
            if (!_completion.Task.IsCompleted)
                Kill();
        }
        Close();
    }

    /// <summary>Faults first; then one piece of what was not asked for; then a wait.</summary>
    private void Step()
    {
        while (_commands.TryDequeue(out var command))
            command();
        if (ServeFaults())
            return;
        var waitNs = PushPrefetch();
        if (waitNs < 0 && _isStreaming && _pusher is null)
            waitNs = PushRest();
        if (waitNs != 0 && _end is null)
            Wait(waitNs);
    }

    /// <summary>Answers whether there were any, in which case there may be more.</summary>
    private bool ServeFaults()
    {
        var any = false;
        for (var i = 0; i < _spaces.Count; i++)
        {
            var space = _spaces[i];
            any |= _delivery.ReadEvents(space);
            if (!_delivery.AnswerFaults(space) && !_delivery.ReadEvents(space))
                _poll.Wait(MapChangeNs);
            any |= space.Waiting.Count > 0;
        }
        if (_spaces.Count > 0 && _isSettled && _spaces.TrueForAll(space => space.IsGone))
            _end = new PagingEnd(PagingOutcome.Gone, null, ReadStatistics());
        return any;
    }

    private long PushPrefetch()
    {
        if (_pusher is null)
            return -1;
        var waitNs = _spaces.Count == 0 ? -1 : _pusher.Push(SpaceOf, _isSettled);
        if (!_pusher.IsFinished)
            return waitNs;
        _settings.Prefetched(_load!.Failure);
        _pusher = null;
        _delivery.IsPrefetched = true;
        _load.Dispose();
        _load = null;
        return 0;
    }

    private long PushRest()
    {
        if (_spaces.Count == 0 || !_isSettled)
            return -1;
        if (!_stream.Push(_spaces))
            _end = new PagingEnd(PagingOutcome.Complete, null, ReadStatistics());
        return 0;
    }

    private AddressSpace? SpaceOf(uint task)
    {
        foreach (var space in _spaces)
        {
            if (space.Task == task && !space.IsFork)
                return space;
        }
        return null;
    }

    private void Wait(long waitNs)
    {
        if (!_poll.Wait(waitNs))
            return;
        if (_poll.IsReady(0))
            _wake.Clear();
        if (_poll.IsReady(1))
            _end = new PagingEnd(PagingOutcome.Gone, null, ReadStatistics());
    }

    private void AdoptChild(AddressSpace parent, UserFault faults)
    {
        _settings.Forked(faults);
        Add(new AddressSpace(faults, parent.Map.Clone(), parent.Task, isFork: true));
        _stream.Restart();
    }

    private void Add(AddressSpace space)
    {
        _spaces.Add(space);
        RebuildPoll();
    }

    private void RebuildPoll()
    {
        _poll.Clear();
        _poll.Add(_wake.Descriptor);
        _poll.Add(_settings.Process.Descriptor);
        foreach (var space in _spaces)
            _poll.Add(space.Faults.Descriptor);
    }

    private void Kill()
    {
        try
        {
            _settings.Process.Kill();
            // Only a process that is gone may lose its userfaultfd: it would read zeros otherwise.
            _settings.Process.WaitForExit(TimeSpan.FromSeconds(10));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It is another's to end: this one may not, or the session has ended meanwhile.
        }
    }

    private void Close()
    {
        if (_end?.Outcome == PagingOutcome.Complete)
            Unregister();
        _load?.Dispose();
        // Only here: a thread that hangs in a source still has this memory before it.
        _delivery.Dispose();
        foreach (var space in _spaces)
            space.Dispose();
        if (_end is not null)
            _completion.TrySetResult(_end);
    }

    /// <summary>Others may hold copies of the descriptors: closing ours would leave their process waiting.</summary>
    private void Unregister()
    {
        foreach (var space in _spaces)
        {
            foreach (var run in space.Map.Runs)
                space.Faults.Unregister(run.Address, (ulong)run.Length);
            foreach (var (start, length) in _settings.Registered)
                space.Faults.Unregister(start, length);
        }
    }
}
