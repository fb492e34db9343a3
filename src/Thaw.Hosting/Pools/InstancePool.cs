using System.Text;
using Thaw.Hosting.Instances;

namespace Thaw.Hosting.Pools;

/// <summary>The instances of one version of a function: idle ones, and invocations that wait for one.</summary>
/// <remarks>
/// Members may be called from any thread. An invocation that finds no idle instance has one started, and takes whichever is free
/// first: that one, or one that another invocation is done with.
/// </remarks>
internal sealed class InstancePool(
    InstanceRequest request, IInstanceStrategy strategy, HostCapacity capacity, InstanceKeeping keeping, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    // Not disposed of: a late invocation may still ask it, and it holds nothing.
    private readonly CancellationTokenSource _ending = new();
    private readonly List<(Instance Instance, long Since)> _idle = [];
    private readonly LinkedList<TaskCompletionSource<Lease>> _waiting = [];
    private readonly HashSet<Task> _starts = [];
    private readonly HashSet<Instance> _busy = [];
    private readonly ProvisionedShare _share = new(time);
    private int _starting;
    private bool _retired;

    public InstanceRequest Request => request;

    /// <summary>How long its idle instances are kept.</summary>
    public InstanceKeeping Keeping => keeping;

    /// <summary>How many instances it has, by what they do.</summary>
    public (int Idle, int Busy, int Starting, int Waiting) Counts
    {
        get
        {
            lock (_gate)
                return (_idle.Count, _busy.Count, _starting, _waiting.Count);
        }
    }

    /// <summary>How it stands with the instances that are kept.</summary>
    public ProvisionedState Provisioned
    {
        get
        {
            lock (_gate)
                return new ProvisionedState(_share.Wanted, _share.Count - _share.Starting, _share.Failure);
        }
    }

    /// <summary>When the instance that has been idle longest, of those that may go, became so; null when none is.</summary>
    public long? OldestIdle
    {
        get
        {
            lock (_gate)
                return _idle.Find(MayGo) is { Instance: not null } oldest ? oldest.Since : null;
        }
    }

    /// <summary>Whether an instance is to be started that is not: for an invocation that waits, or to be kept.</summary>
    public bool WantsMore
    {
        get
        {
            lock (_gate)
                return _waiting.Count > _starting || _share.WantsMore;
        }
    }

    /// <summary>Whether it is retired and nothing of it is left.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate)
                return _retired && _idle.Count + _busy.Count + _starting + _waiting.Count == 0;
        }
    }

    /// <summary>Has the next start read its files from the disk.</summary>
    public void ForgetFiles() => strategy.ForgetFiles(request);

    /// <summary>An instance for one invocation; <see cref="ReturnAsync"/> has to follow.</summary>
    /// <exception cref="HostingException">The host cannot start one.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or the pool is at its end.</exception>
    public async Task<Lease> AcquireAsync(CancellationToken cancellation)
    {
        LinkedListNode<TaskCompletionSource<Lease>> place;
        lock (_gate)
        {
            if (_ending.IsCancellationRequested)
                throw Ends();
            // The one that was used last: its memory is the likeliest to be in the caches, and the others can go.
            if (_idle.Count > 0)
            {
                var (instance, _) = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
                _busy.Add(instance);
                return new Lease(instance, null, new InvocationLog(), false);
            }
            place = _waiting.AddLast(new TaskCompletionSource<Lease>(TaskCreationOptions.RunContinuationsAsynchronously));
            Pump();
        }
        await using var abandon = cancellation.UnsafeRegister(_ => Abandon(place, cancellation), null).ConfigureAwait(false);
        return await place.Value.Task.ConfigureAwait(false);
    }

    /// <summary>Takes an instance back; one that is of no more use ends.</summary>
    public async ValueTask ReturnAsync(Instance instance)
    {
        lock (_gate)
        {
            _busy.Remove(instance);
            if (instance.IsUsable && (!_retired || _waiting.Count > 0))
            {
                Offer(instance, new InvocationLog(), false);
                return;
            }
            NoteGone(instance);
        }
        await EndAsync(instance).ConfigureAwait(false);
    }

    /// <summary>Keeps a number of instances, whether anybody invokes them or not.</summary>
    public async Task ProvisionAsync(int wanted)
    {
        int surplus;
        lock (_gate)
        {
            _share.Want(_retired ? 0 : wanted);
            Pump();
            surplus = _share.Count - _share.Wanted;
        }
        if (surplus > 0)
            await EndIdleAsync(long.MaxValue, surplus).ConfigureAwait(false);
    }

    /// <summary>Starts what is wanted and there is room for. For when room was made.</summary>
    public void StartWanted()
    {
        lock (_gate)
            Pump();
    }

    /// <summary>Ends instances that have been idle since before a moment, but for those that are kept.</summary>
    /// <param name="before">A time stamp of the pool's clock.</param>
    /// <param name="most">How many at most.</param>
    /// <returns>How many ended.</returns>
    public async Task<int> EndIdleAsync(long before, int most = int.MaxValue)
    {
        var ended = new List<Instance>();
        lock (_gate)
        {
            while (ended.Count < most && _idle.FindIndex(each => each.Since < before && MayGo(each)) is >= 0 and var index)
            {
                ended.Add(_idle[index].Instance);
                NoteGone(_idle[index].Instance);
                _idle.RemoveAt(index);
            }
        }
        foreach (var instance in ended)
            await EndAsync(instance).ConfigureAwait(false);
        return ended.Count;
    }

    /// <summary>No new invocation comes; idle instances end now, others when they are done.</summary>
    public async Task RetireAsync()
    {
        lock (_gate)
        {
            _retired = true;
            _share.Want(0);
        }
        await EndIdleAsync(long.MaxValue).ConfigureAwait(false);
    }

    /// <summary>Ends it with all its instances; invocations that still run learn that their instance was killed.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] starts;
        await _ending.CancelAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _retired = true;
            _share.Want(0);
            starts = [.. _starts];
            foreach (var instance in _busy)
                instance.Kill();
            while (First(static waiting => waiting.TrySetException(Ends())))
            {
            }
        }
        await Task.WhenAll(starts).ConfigureAwait(false);
        await RetireAsync().ConfigureAwait(false);
    }

    private static HostingException Ends() => new(HostingProblem.Service, "The host is about to end; try again when it is back.");

    private void Pump()
    {
        while ((_starting < _waiting.Count || _share.WantsMore) && !_ending.IsCancellationRequested && capacity.TryTake())
        {
            _starting++;
            var wanted = request with { IsProvisioned = _share.WantsMore };
            if (wanted.IsProvisioned)
                _share.Begin();
            var start = Task.Run(() => StartAsync(wanted));
            if (!start.IsCompleted && _starts.Add(start))
                _ = start.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void Forget(Task start)
    {
        lock (_gate)
            _starts.Remove(start);
    }

    private async Task StartAsync(InstanceRequest wanted)
    {
        var log = new InvocationLog();
        StartOutcome outcome;
        try
        {
            await capacity.Starts.WaitAsync(_ending.Token).ConfigureAwait(false);
            try
            {
                outcome = await strategy.StartAsync(wanted, log, _ending.Token).ConfigureAwait(false);
            }
            finally
            {
                capacity.Starts.Release();
            }
        }
        catch (Exception e)
        {
            // Whatever it is: the invocation that waits has to hear of it.
            Fail(wanted, e.Message, waiting => waiting.TrySetException(e));
            return;
        }
        if (outcome.Instance is { } instance)
            await TakeInAsync(instance, log).ConfigureAwait(false);
        else
            Fail(wanted, Encoding.UTF8.GetString(outcome.Failure!.Payload.Span), waiting => waiting.TrySetResult(new Lease(null, outcome.Failure, log, true)));
    }

    private async Task TakeInAsync(Instance instance, InvocationLog log)
    {
        lock (_gate)
        {
            _starting--;
            if (instance.Request.IsProvisioned)
                _share.Ready();
            if (!_retired || _waiting.Count > 0)
            {
                Offer(instance, log, true);
                _ = instance.Ended.ContinueWith(_ => ForgetAsync(instance), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                return;
            }
            NoteGone(instance);
        }
        await EndAsync(instance).ConfigureAwait(false);
    }

    /// <summary>An instance ended by itself. Where an invocation has it, that one takes notice.</summary>
    private async Task ForgetAsync(Instance instance)
    {
        lock (_gate)
        {
            if (_idle.RemoveAll(each => each.Instance == instance) == 0)
                return;
            NoteGone(instance);
        }
        await EndAsync(instance).ConfigureAwait(false);
    }

    private void Fail(InstanceRequest wanted, string why, Func<TaskCompletionSource<Lease>, bool> tell)
    {
        lock (_gate)
        {
            _starting--;
            if (wanted.IsProvisioned)
                _share.Fail(why);
            // Of a start that nobody asked for, nobody has to hear whose own is under way.
            if (!wanted.IsProvisioned || _waiting.Count > _starting)
                _ = First(tell);
        }
        capacity.Release();
    }

    private async Task EndAsync(Instance instance)
    {
        await instance.DisposeAsync().ConfigureAwait(false);
        capacity.Release();
    }

    private bool MayGo((Instance Instance, long Since) each) => !each.Instance.Request.IsProvisioned || !_share.IsNeeded;

    private void NoteGone(Instance instance)
    {
        if (instance.Request.IsProvisioned)
            _share.Gone();
    }

    private void Offer(Instance instance, InvocationLog log, bool isCold)
    {
        if (First(waiting => waiting.TrySetResult(new Lease(instance, null, log, isCold))))
            _busy.Add(instance);
        else
        {
            _idle.Add((instance, time.GetTimestamp()));
            capacity.NoteIdle();
        }
    }

    /// <summary>Tells the first invocation that still waits; false when none does.</summary>
    private bool First(Func<TaskCompletionSource<Lease>, bool> tell)
    {
        while (_waiting.First is { } place)
        {
            _waiting.RemoveFirst();
            if (tell(place.Value))
                return true;
        }
        return false;
    }

    private void Abandon(LinkedListNode<TaskCompletionSource<Lease>> place, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (place.List is not null && place.Value.TrySetCanceled(cancellation))
                _waiting.Remove(place);
        }
    }
}
