namespace Thaw.Hosting.Instances;

/// <summary>Has an instance stand still while it has nothing to do, so that its threads take no processor time of others.</summary>
/// <remarks>Begin and End come in turns; Dispose comes last. Not at once, because freezing and thawing cost an invocation more than a busy instance should pay.</remarks>
internal sealed class IdleFreezer : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Action<bool>? _freeze;
    private readonly TimeSpan _after;
    private readonly ITimer? _timer;
    private bool _isBusy = true;
    private bool _isFrozen;

    /// <summary>Of an instance that is starting.</summary>
    /// <param name="freeze">Has its processes stand still, or go on; null where that cannot be done.</param>
    /// <param name="after">How long it has had nothing to do by then; <see cref="Timeout.InfiniteTimeSpan"/>: it is never frozen.</param>
    /// <param name="time">The clock.</param>
    public IdleFreezer(Action<bool>? freeze, TimeSpan after, TimeProvider time)
    {
        (_freeze, _after) = (freeze, after);
        if (after != Timeout.InfiniteTimeSpan && freeze is not null)
            _timer = time.CreateTimer(_ => Freeze(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>It has something to do: it goes on at once.</summary>
    public void Begin()
    {
        if (_timer is null)
            return;
        lock (_gate)
        {
            _isBusy = true;
            if (_isFrozen)
                TrySet(false);
        }
    }

    /// <summary>It has nothing to do from now on.</summary>
    public void End()
    {
        if (_timer is null)
            return;
        lock (_gate)
            _isBusy = false;
        _timer.Change(_after, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        // A callback that is under way finds it busy.
        lock (_gate)
            _isBusy = true;
    }

    private void Freeze()
    {
        lock (_gate)
        {
            if (_isBusy || _isFrozen)
                return;
            TrySet(true);
        }
    }

    private void TrySet(bool isFrozen)
    {
        try
        {
            _freeze?.Invoke(isFrozen);
            _isFrozen = isFrozen;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // It has ended, and its group is gone, or is somebody else's by now: whoever invokes it learns so. Nobody would catch it here.
            _isFrozen = false;
        }
    }
}
