namespace Thaw.Images.Simulation;

/// <summary>The instances of one function, as a host keeps them: one invocation each at a time, the one used last first, gone when idle for long.</summary>
internal sealed class FunctionPool(double keepAlive)
{
    private readonly PriorityQueue<Existing, double> _busy = new();
    private readonly List<(double Since, Existing Instance)> _idle = [];
    private int _gone;

    /// <summary>Whether an idle instance takes an invocation; it is busy from then on, until <see cref="Work"/> says how long.</summary>
    /// <param name="at">When; calls give rising times, s.</param>
    /// <param name="memory">Notes the instances that went before.</param>
    /// <param name="instance">The instance.</param>
    public bool TryTake(double at, MemoryOverTime memory, out Existing instance)
    {
        Settle(at);
        for (; _gone < _idle.Count && _idle[_gone].Since + keepAlive < at; _gone++)
            End(_idle[_gone], memory);
        if (_gone == _idle.Count)
        {
            _idle.Clear();
            _gone = 0;
            instance = default;
            return false;
        }

        instance = _idle[^1].Instance;
        _idle.RemoveAt(_idle.Count - 1);
        return true;
    }

    /// <summary>An instance works, new or taken, until a time.</summary>
    public void Work(Existing instance, double until) => _busy.Enqueue(instance, until);

    /// <summary>Notes the instances that there are at the end of time.</summary>
    public void EndAll(MemoryOverTime memory)
    {
        Settle(double.PositiveInfinity);
        for (; _gone < _idle.Count; _gone++)
            End(_idle[_gone], memory);
    }

    private void Settle(double at)
    {
        while (_busy.TryPeek(out var instance, out var free) && free <= at)
        {
            _busy.Dequeue();
            _idle.Add((free, instance));
        }
    }

    private void End((double Since, Existing Instance) idle, MemoryOverTime memory) =>
        memory.Add(idle.Instance.Created, idle.Since + keepAlive, idle.Instance.Bytes);
}

/// <summary>An instance.</summary>
/// <param name="Created">When its start began, s.</param>
/// <param name="Bytes">Memory that it takes, bytes.</param>
internal readonly record struct Existing(double Created, long Bytes);
