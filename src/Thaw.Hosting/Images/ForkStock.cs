using System.Net.Sockets;
using Thaw.Images.Templates;
using Thaw.Linux.Pipes;
using Thaw.Linux.Sockets;
using Thaw.Sandboxing;
using Thaw.Sandboxing.Launching;
using Thaw.Sandboxing.Sandboxes;

namespace Thaw.Hosting.Images;

/// <summary>Forks from one image: some made in advance, so that no cold start waits for the fork, others when they are wanted.</summary>
/// <remarks>Members may be called from any thread; Dispose comes last.</remarks>
internal sealed class ForkStock : IDisposable
{
    // Long enough to tell a burst from a lone cold start, short enough that memory is not held for one long past.
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(10);

    private readonly SandboxLauncher _launcher;
    private readonly Template _template;
    private readonly TimeProvider _time;
    private readonly StartRate _rate = new(Recent);
    private readonly Stock<WaitingFork> _ready;
    private long _bytesOfOne;

    /// <summary>Begins to make the first.</summary>
    /// <param name="launcher">Makes their sandboxes; stays the caller's, as the template does.</param>
    /// <param name="template">Forks them.</param>
    /// <param name="most">How many are kept at most; 0: none.</param>
    /// <param name="time">The clock.</param>
    public ForkStock(SandboxLauncher launcher, Template template, int most, TimeProvider time)
    {
        (_launcher, _template, _time) = (launcher, template, time);
        // One more for each start a second: as many as may come while another one is made.
        _ready = new Stock<WaitingFork>(
            () => (int)Math.Min(most, 1 + (_rate.PerMinute(_time.GetElapsedTime(0)) / 60)), PrepareAsync, fork => fork.HasEnded);
        _ready.Fill();
    }

    /// <summary>Told, on a thread of its own, when the template does not fork in advance.</summary>
    public Action<string>? Failed { get; set; }

    /// <summary>What those that are ready hold of memory beside the image, bytes; 0 where memory is not accounted.</summary>
    public long Bytes => _ready.Count * Interlocked.Read(ref _bytesOfOne);

    /// <summary>How many are ready.</summary>
    public int Count => _ready.Count;

    /// <summary>A waiting process in a sandbox that is furnished.</summary>
    /// <param name="settings">How.</param>
    /// <param name="cancellation">Ends the wait, and with it the sandbox.</param>
    /// <exception cref="SandboxException">The sandbox cannot be made.</exception>
    /// <exception cref="ForkFaultException">The template does not fork.</exception>
    public async Task<WaitingFork> TakeAsync(SandboxSettings settings, CancellationToken cancellation)
    {
        _rate.Add(_time.GetElapsedTime(0));
        return _ready.TryTake() is { } fork
            ? await WithAsync(fork, _launcher.FurnishAsync(fork.Sandbox, settings, cancellation)).ConfigureAwait(false)
            : await MakeAsync(settings, cancellation).ConfigureAwait(false);
    }

    public void Dispose() => _ready.Dispose();

    /// <summary>Sandbox and process are made ready at the same time: neither waits for the other.</summary>
    private async Task<WaitingFork> MakeAsync(SandboxSettings settings, CancellationToken cancellation)
    {
        var sandbox = await _launcher.PrepareAsync(cancellation).ConfigureAwait(false);
        var furnishing = _launcher.FurnishAsync(sandbox, settings, cancellation);
        try
        {
            var fork = await ForkAsync(sandbox, cancellation).ConfigureAwait(false);
            return await WithAsync(fork, furnishing).ConfigureAwait(false);
        }
        finally
        {
            // It ends the sandbox where it fails, and has to be over before anybody else does.
            await ((Task)furnishing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<WaitingFork> WithAsync(WaitingFork fork, Task<Sandbox> furnishing)
    {
        try
        {
            await furnishing.ConfigureAwait(false);
            return fork;
        }
        catch
        {
            await fork.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<WaitingFork> PrepareAsync(CancellationToken cancellation)
    {
        try
        {
            var fork = await ForkAsync(await _launcher.PrepareAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
            Interlocked.Exchange(ref _bytesOfOne, fork.Sandbox.Group.PeakMemoryBytes ?? 0);
            return fork;
        }
        catch (ForkFaultException e)
        {
            // Who is told ends this stock, and waits until it fills no more.
            _ = Task.Run(() => Failed?.Invoke(e.Message), CancellationToken.None);
            throw;
        }
    }

    /// <summary>Forks into a sandbox, which ends when that fails.</summary>
    private async Task<WaitingFork> ForkAsync(Sandbox sandbox, CancellationToken cancellation)
    {
        Socket? channel = null;
        OutputPipe? output = null;
        try
        {
            (channel, var theirChannel) = StreamPair.Create();
            using var _ = theirChannel;
            (output, var theirOutput) = OutputPipe.Create();
            using var __ = theirOutput;
            return new WaitingFork(sandbox, await _template.ForkAsync(sandbox, theirOutput, theirChannel, cancellation).ConfigureAwait(false), channel, output);
        }
        catch (Exception e)
        {
            channel?.Dispose();
            output?.Dispose();
            await sandbox.DisposeAsync().ConfigureAwait(false);
            if (e is SandboxException or TemplateException)
                throw new ForkFaultException(e.Message, e, e is TemplateException);
            throw;
        }
    }
}
