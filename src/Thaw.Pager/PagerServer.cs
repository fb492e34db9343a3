using System.Collections.Concurrent;
using System.Net.Sockets;
using Thaw.Pager.Adapters;
using Thaw.Pager.Engine;
using Thaw.Pager.Protocol;

namespace Thaw.Pager;

/// <summary>A pager: serves all restores whose clients connect to its socket (docs/pager.md).</summary>
/// <remarks>It may live in a process of its own (<c>thaw pager</c>) or in its client's, which then shares its end.</remarks>
public sealed class PagerServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly PagerSettings _settings;
    private readonly StallWatch _watch;
    private readonly ConcurrentDictionary<PagerConnection, Task> _connections = new();
    private readonly Task _accepting;
    private volatile bool _isEnding;

    private PagerServer(string path, PagerSettings settings)
    {
        SocketPath = path;
        _settings = settings;
        _listener = LocalSockets.Listen(path, SocketType.Seqpacket);
        _watch = new StallWatch(settings.StallLimit);
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Where clients connect.</summary>
    public string SocketPath { get; }

    /// <summary>How many clients, or processes of theirs, are served now.</summary>
    public int Connections => _connections.Count;

    /// <summary>Starts one.</summary>
    /// <param name="socketPath">Where clients will connect: this user's alone may.</param>
    /// <param name="settings">How it works.</param>
    /// <exception cref="PagerException">It cannot be listened there.</exception>
    public static PagerServer Start(string socketPath, PagerSettings settings) => new(socketPath, settings);

    /// <summary>Ends it. Processes that do not have all their pages yet are killed.</summary>
    public async ValueTask DisposeAsync()
    {
        _isEnding = true;
        _listener.Dispose();
        LocalSockets.Remove(SocketPath);
        await _accepting.ConfigureAwait(false);
        foreach (var connection in _connections.Keys)
            connection.Stop();
        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        _watch.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_isEnding)
        {
            try
            {
                var connected = await _listener.AcceptAsync().ConfigureAwait(false);
                if (_connections.Count >= _settings.Connections)
                    connected.Dispose();
                else
                    Begin(new PagerConnection(connected, _watch));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The end; or a client that hung up at once, or no descriptor left for one.
                if (!_isEnding)
                    await Task.Delay(10).ConfigureAwait(false);
            }
        }
    }

    private void Begin(PagerConnection connection)
    {
        var running = Task.Run(connection.RunAsync);
        _connections[connection] = running;
        running.ContinueWith(_ => _connections.TryRemove(connection, out var _), TaskScheduler.Default);
    }
}
