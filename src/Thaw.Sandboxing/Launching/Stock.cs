namespace Thaw.Sandboxing.Launching;

/// <summary>What was made in advance, for whoever comes next: joining a control group alone takes several ms.</summary>
/// <typeparam name="T">What is kept.</typeparam>
/// <param name="wanted">How many are to be kept now; asked often.</param>
/// <param name="prepare">Makes one.</param>
/// <param name="hasEnded">Whether one is of no use any more.</param>
/// <remarks>Members may be called from any thread; Dispose comes last.</remarks>
public sealed class Stock<T>(Func<int> wanted, Func<CancellationToken, Task<T>> prepare, Func<T, bool> hasEnded) : IDisposable
    where T : class, IAsyncDisposable
{
    // A start that has just taken one wants the processor first; 20 ms are about what it needs until its interpreter runs.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Queue<T> _ready = new();
    private Task _filling = Task.CompletedTask;
    private bool _isFilling;

    /// <summary>How many are ready.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _ready.Count;
        }
    }

    /// <summary>One that is ready, or null. What is taken is replaced a little later.</summary>
    public T? TryTake()
    {
        T? taken = null;
        lock (_gate)
        {
            // One that has ended was killed from outside: it is disposed of with its replacement.
            if (_ready.Count > 0 && !hasEnded(_ready.Peek()))
                taken = _ready.Dequeue();
        }
        Fill();
        return taken;
    }

    /// <summary>Makes those that are missing, in the background.</summary>
    public void Fill()
    {
        lock (_gate)
        {
            if (_isFilling || wanted() == 0 || _ending.IsCancellationRequested)
                return;
            _isFilling = true;
            _filling = Task.Run(FillAsync);
        }
    }

    /// <summary>Ends them.</summary>
    public void Dispose()
    {
        _ending.Cancel();
        // Fill starts nothing from now on.
        Task filling;
        lock (_gate)
            filling = _filling;
        filling.GetAwaiter().GetResult();
        foreach (var each in _ready)
            each.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _ready.Clear();
        _ending.Dispose();
    }

    private async Task FillAsync()
    {
        try
        {
            await Task.Delay(Pause, _ending.Token).ConfigureAwait(false);
            while (true)
            {
                await RemoveEndedAsync().ConfigureAwait(false);
                if (!IsShort())
                    return;
                var made = await prepare(_ending.Token).ConfigureAwait(false);
                lock (_gate)
                    _ready.Enqueue(made);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SandboxException or IOException)
        {
            // Who asks next has one made, and learns why it cannot be.
            lock (_gate)
                _isFilling = false;
        }
    }

    /// <summary>Whether some are missing; when none is, filling is over, and decided so under the lock that Fill takes.</summary>
    private bool IsShort()
    {
        lock (_gate)
            return _isFilling = _ready.Count < wanted();
    }

    private async Task RemoveEndedAsync()
    {
        List<T> ended = [];
        lock (_gate)
        {
            while (_ready.Count > 0 && hasEnded(_ready.Peek()))
                ended.Add(_ready.Dequeue());
        }
        foreach (var each in ended)
            await each.DisposeAsync().ConfigureAwait(false);
    }
}
