using Thaw.Sandboxing.Sandboxes;

namespace Thaw.Sandboxing.Launching;

/// <summary>Sandboxes that were made in advance, because joining a control group alone takes several ms.</summary>
/// <remarks>Members may be called from any thread; Dispose comes last.</remarks>
internal sealed class SandboxStock(int size, Func<CancellationToken, Task<Sandbox>> prepare) : IDisposable
{
    // A start that has just taken one wants the processor first; 20 ms are about what it needs until its interpreter runs.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Queue<Sandbox> _ready = new();
    private Task _filling = Task.CompletedTask;
    private bool _isFilling;

    /// <summary>One that is ready, or null. What is taken is replaced a little later.</summary>
    public Sandbox? TryTake()
    {
        Sandbox? taken = null;
        lock (_gate)
        {
            // One that has ended was killed from outside: it is disposed of with its replacement.
            if (_ready.Count > 0 && !_ready.Peek().HasEnded)
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
            if (_isFilling || size == 0 || _ending.IsCancellationRequested)
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
        foreach (var sandbox in _ready)
            sandbox.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _ready.Clear();
        _ending.Dispose();
    }

    private async Task FillAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pause, _ending.Token).ConfigureAwait(false);
                await RemoveEndedAsync().ConfigureAwait(false);
                if (!IsShort())
                    return;
                var sandbox = await prepare(_ending.Token).ConfigureAwait(false);
                lock (_gate)
                    _ready.Enqueue(sandbox);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SandboxException or IOException)
        {
            // Who asks for a sandbox next has one made, and learns why it cannot be.
            lock (_gate)
                _isFilling = false;
        }
    }

    /// <summary>Whether some are missing; when none is, filling is over, and decided so under the lock that Fill takes.</summary>
    private bool IsShort()
    {
        lock (_gate)
            return _isFilling = _ready.Count < size;
    }

    private async Task RemoveEndedAsync()
    {
        List<Sandbox> ended = [];
        lock (_gate)
        {
            while (_ready.Count > 0 && _ready.Peek().HasEnded)
                ended.Add(_ready.Dequeue());
        }
        foreach (var sandbox in ended)
            await sandbox.DisposeAsync().ConfigureAwait(false);
    }
}
