using Thaw.Hosting.Instances;

namespace Thaw.Hosting.Pools;

/// <summary>The instances of one version of a function: idle ones, and invocations that wait for one.</summary>
/// <remarks>
/// Members may be called from any thread. An invocation that finds no idle instance has one started, and takes whichever is free
/// first: that one, or one that another invocation is done with.
/// </remarks>
internal sealed class InstancePool(InstanceRequest request, IInstanceStrategy strategy, HostCapacity capacity, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    // Not disposed of: a late invocation may still ask it, and it holds nothing.
    private readonly CancellationTokenSource _ending = new();
    private readonly List<(Instance Instance, long Since)> _idle = [];
    private readonly LinkedList<TaskCompletionSource<Lease>> _waiting = [];
    private readonly HashSet<Task> _starts = [];
    private readonly HashSet<Instance> _busy = [];
    private int _starting;
    private bool _retired;

    public InstanceRequest Request => request;

    /// <summary>How many instances it has, by what they do.</summary>
    public (int Idle, int Busy, int Starting, int Waiting) Counts
    {
        get
        {
            lock (_gate)
                return (_idle.Count, _busy.Count, _starting, _waiting.Count);
        }
    }

    /// <summary>When the instance that has been idle longest became so; null when none is.</summary>
    public long? OldestIdle
    {
        get
        {
            lock (_gate)
                return _idle.Count == 0 ? null : _idle[0].Since;
        }
    }

    /// <summary>Whether an invocation waits for which no instance is being started.</summary>
    public bool WantsMore
    {
        get
        {
            lock (_gate)
                return _waiting.Count > _starting;
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
        }
        await instance.DisposeAsync().ConfigureAwait(false);
        capacity.Release();
    }

    /// <summary>Starts what is wanted and there is room for. For when room was made.</summary>
    public void StartWanted()
    {
        lock (_gate)
            Pump();
    }

    /// <summary>Ends instances that have been idle since before a moment.</summary>
    /// <param name="before">A time stamp of the pool's clock.</param>
    /// <param name="most">How many at most.</param>
    /// <returns>How many ended.</returns>
    public async Task<int> EndIdleAsync(long before, int most = int.MaxValue)
    {
        List<Instance> ended;
        lock (_gate)
        {
            ended = [.. _idle.TakeWhile(each => each.Since < before).Take(most).Select(each => each.Instance)];
            _idle.RemoveRange(0, ended.Count);
        }
        foreach (var instance in ended)
        {
            await instance.DisposeAsync().ConfigureAwait(false);
            capacity.Release();
        }
        return ended.Count;
    }

    /// <summary>No new invocation comes; idle instances end now, others when they are done.</summary>
    public async Task RetireAsync()
    {
        lock (_gate)
            _retired = true;
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
        while (_starting < _waiting.Count && !_ending.IsCancellationRequested && capacity.TryTake())
        {
            _starting++;
            var start = Task.Run(StartAsync);
            if (!start.IsCompleted && _starts.Add(start))
                _ = start.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void Forget(Task start)
    {
        lock (_gate)
            _starts.Remove(start);
    }

    private async Task StartAsync()
    {
        var log = new InvocationLog();
        StartOutcome outcome;
        try
        {
            await capacity.Starts.WaitAsync(_ending.Token).ConfigureAwait(false);
            try
            {
                outcome = await strategy.StartAsync(request, log, _ending.Token).ConfigureAwait(false);
            }
            finally
            {
                capacity.Starts.Release();
            }
        }
        catch (Exception e)
        {
            // Whatever it is: the invocation that waits has to hear of it.
            Fail(waiting => waiting.TrySetException(e));
            return;
        }
        await TakeInAsync(outcome, log).ConfigureAwait(false);
    }

    private async Task TakeInAsync(StartOutcome outcome, InvocationLog log)
    {
        if (outcome.Instance is not { } instance)
        {
            Fail(waiting => waiting.TrySetResult(new Lease(null, outcome.Failure, log, true)));
            return;
        }
        lock (_gate)
        {
            _starting--;
            if (!_retired || _waiting.Count > 0)
            {
                Offer(instance, log, true);
                return;
            }
        }
        await instance.DisposeAsync().ConfigureAwait(false);
        capacity.Release();
    }

    private void Fail(Func<TaskCompletionSource<Lease>, bool> tell)
    {
        lock (_gate)
        {
            _starting--;
            _ = First(tell);
        }
        capacity.Release();
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
