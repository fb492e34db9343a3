namespace Thaw.Hosting.Pools;

/// <summary>How many instances a host may have, and how many may start at the same time.</summary>
/// <remarks>Members may be called from any thread, also with a pool's lock held: nothing of a pool is called from here at once.</remarks>
internal sealed class HostCapacity(int instances, int startsAtOnce) : IDisposable
{
    private readonly int _all = instances;
    private int _free = instances;
    private volatile bool _isWanted;

    /// <summary>Held while an instance starts: more at once than processors would only make all of them late.</summary>
    public SemaphoreSlim Starts { get; } = new(startsAtOnce);

    /// <summary>Called when an instance was wanted and there was no room; on a thread of its own.</summary>
    public Action Full { get; set; } = () => { };

    /// <summary>Called when room was made; on a thread of its own.</summary>
    public Action Freed { get; set; } = () => { };

    /// <summary>How many instances there are, starting ones included.</summary>
    public int Taken => _all - Volatile.Read(ref _free);

    /// <summary>Whether an instance was wanted for which there was no room; who finds that it is no longer so says so.</summary>
    public bool IsWanted
    {
        get => _isWanted;
        set => _isWanted = value;
    }

    /// <summary>An instance has nothing to do: when another one is wanted, it may have to go.</summary>
    public void NoteIdle()
    {
        if (_isWanted)
            ThreadPool.QueueUserWorkItem(static self => self.Full(), this, preferLocal: false);
    }

    /// <summary>Takes room for one instance.</summary>
    public bool TryTake()
    {
        while (true)
        {
            var free = Volatile.Read(ref _free);
            if (free == 0)
            {
                _isWanted = true;
                ThreadPool.QueueUserWorkItem(static self => self.Full(), this, preferLocal: false);
                return false;
            }
            if (Interlocked.CompareExchange(ref _free, free - 1, free) == free)
                return true;
        }
    }

    /// <summary>Gives it back.</summary>
    public void Release()
    {
        Interlocked.Increment(ref _free);
        ThreadPool.QueueUserWorkItem(static self => self.Freed(), this, preferLocal: false);
    }

    public void Dispose() => Starts.Dispose();
}
