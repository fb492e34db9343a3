using System.Collections.Concurrent;
using Thaw.Images.Templates;
using Thaw.Linux.Processes;
using Thaw.Sandboxing;
using Thaw.Sandboxing.Launching;
using Thaw.Sandboxing.Sandboxes;

namespace Thaw.Hosting.Images;

/// <summary>An image with its template, and the launcher of the sandboxes that instances are forked into.</summary>
/// <remarks>
/// Members may be called from any thread. The launcher is process 1 of all of them, so it stays until the last instance is over, also
/// when the template has long been ended.
/// </remarks>
internal sealed class LiveImage : IAsyncDisposable
{
    private readonly SandboxLauncher _launcher;
    private readonly Template _template;
    private readonly ForkStock _stock;
    private readonly long _bytes;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _instances;
    private bool _isRetired;

    public LiveImage(BuiltImage built, SandboxLauncher launcher, Template template, double buildMs, int prepared, TimeProvider time)
    {
        (Built, _launcher, _template, BuildMs) = (built, launcher, template, buildMs);
        var processes = template.Sandbox.Group.ProcessIds;
        _bytes = processes.Append(launcher.Pid).Sum(pid => ProcessMemory.ProportionalBytes(pid) ?? 0);
        AnonymousBytes = processes.Sum(pid => ProcessMemory.AnonymousBytes(pid) ?? 0);
        _stock = new ForkStock(launcher, template, prepared, time);
    }

    public BuiltImage Built { get; }

    /// <summary>How long it took until it could fork, ms.</summary>
    public double BuildMs { get; }

    /// <summary>What it took of memory when it was made, bytes (PSS), the launcher of its sandboxes among it, and what its waiting forks hold now.</summary>
    public long Bytes => _bytes + _stock.Bytes;

    /// <summary>Told when its template does not fork in advance.</summary>
    public Action<string>? Failed
    {
        set => _stock.Failed = value;
    }

    /// <summary>How many forks wait to become instances.</summary>
    public int WaitingForks => _stock.Count;

    /// <summary>What instances get of it that is no file's, bytes: it is charged to the template.</summary>
    public long AnonymousBytes { get; }

    /// <summary>Why versions do not suit it, by their revision; null for those that do.</summary>
    public ConcurrentDictionary<string, string?> Fits { get; } = new(StringComparer.Ordinal);

    /// <summary>How many instances were forked.</summary>
    public int Forks { get; private set; }

    /// <summary>How many of them are there.</summary>
    public int Instances
    {
        get
        {
            lock (_gate)
                return _instances;
        }
    }

    /// <summary>False when its template has ended, by itself or because it was to.</summary>
    public bool CanFork => !_template.HasEnded;

    /// <summary>Its template's pid 1, as the host numbers it: with it the template ends.</summary>
    public int TemplatePid => _template.Sandbox.FirstPid;

    /// <summary>Counts an instance that is to be forked; <see cref="Return"/> has to follow when it is over.</summary>
    /// <returns>False when the image is retired.</returns>
    public bool TryRent()
    {
        lock (_gate)
        {
            if (_isRetired)
                return false;
            _instances++;
            Forks++;
            return true;
        }
    }

    /// <summary>An instance is over, or did not come to be.</summary>
    public void Return()
    {
        lock (_gate)
        {
            _instances--;
            if (_isRetired && _instances == 0)
                _over.TrySetResult();
        }
    }

    /// <summary>A process that waits in a sandbox of somebody's, to become an instance of theirs.</summary>
    /// <exception cref="SandboxException">The sandbox cannot be made.</exception>
    /// <exception cref="ForkFaultException">The template does not fork.</exception>
    public Task<WaitingFork> ForkAsync(SandboxSettings settings, CancellationToken cancellation) => _stock.TakeAsync(settings, cancellation);

    /// <summary>Ends the template now, and the rest when its last instance is over.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isRetired = true;
            if (_instances == 0)
                _over.TrySetResult();
        }
        _stock.Dispose();
        await _template.DisposeAsync().ConfigureAwait(false);
        await _over.Task.ConfigureAwait(false);
        _launcher.Dispose();
    }
}
