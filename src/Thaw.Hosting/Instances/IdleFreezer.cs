using Thaw.Linux.ControlGroups;

namespace Thaw.Hosting.Instances;

/// <summary>Has an instance stand still while it has nothing to do, so that its threads take no processor time of others.</summary>
/// <remarks>Begin and End come in turns; Dispose comes last. Not at once, because freezing and thawing cost an invocation more than a busy instance should pay.</remarks>
internal sealed class IdleFreezer : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ControlGroup _group;
    private readonly TimeSpan _after;
    private readonly ITimer? _timer;
    private bool _isBusy = true;
    private bool _isFrozen;

    /// <summary>Of a group whose instance is starting.</summary>
    /// <param name="group">Its group.</param>
    /// <param name="after">How long it has had nothing to do by then; <see cref="Timeout.InfiniteTimeSpan"/>: it is never frozen.</param>
    /// <param name="time">The clock.</param>
    public IdleFreezer(ControlGroup group, TimeSpan after, TimeProvider time)
    {
        (_group, _after) = (group, after);
        if (after != Timeout.InfiniteTimeSpan && group.CanFreeze)
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
                _group.Freeze(_isFrozen = false);
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
            try
            {
                _group.Freeze(_isFrozen = true);
            }
            catch (IOException)
            {
                // It has ended, and its group is gone: whoever invokes it learns so.
                _isFrozen = false;
            }
        }
    }
}
