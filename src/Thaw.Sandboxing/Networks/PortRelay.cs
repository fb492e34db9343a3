using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Thaw.Sandboxing.Networks;

/// <summary>Connects what comes in at a port of a sandbox with where it is meant to go.</summary>
/// <remarks>The port belongs to the sandbox's network, the connections that are made to the host's. Dispose comes last.</remarks>
internal sealed class PortRelay : IDisposable
{
    // Each connection holds two of the host's descriptors, and while it moves bytes, a buffer.
    private const int MostConnections = 256;
    private const int Piece = 32 * 1024;
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _ending = new();
    private readonly Socket _listener;
    private readonly Func<Socket, IPEndPoint?> _targetOf;
    private int _connections;

    /// <summary>Starts to accept.</summary>
    /// <param name="listener">Listens in the sandbox's network; disposed of with this.</param>
    /// <param name="targetOf">Where an accepted connection goes; null: nowhere, it is reset.</param>
    public PortRelay(Socket listener, Func<Socket, IPEndPoint?> targetOf)
    {
        (_listener, _targetOf) = (listener, targetOf);
        _ = AcceptAsync(_ending.Token);
    }

    public void Dispose()
    {
        _ending.Cancel();
        _listener.Dispose();
        _ending.Dispose();
    }

    private async Task AcceptAsync(CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptAsync(ending).ConfigureAwait(false), ending);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                // The host is short of descriptors: who asks waits in the port's queue.
                await Task.Delay(Pause, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // A connection that is gone before it was accepted, or the end, which the condition finds.
            }
        }
    }

    private async Task ServeAsync(Socket inside, CancellationToken ending)
    {
        using var outside = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (Interlocked.Increment(ref _connections) <= MostConnections && _targetOf(inside) is { } target)
            {
                await ConnectAsync(outside, target, ending).ConfigureAwait(false);
                inside.NoDelay = outside.NoDelay = true;
                await Task.WhenAll(PumpAsync(inside, outside, ending), PumpAsync(outside, inside, ending)).ConfigureAwait(false);
                inside.Dispose();
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side broke off; the other one learns so.
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
            // Without effect where both directions came to their ends.
            Reset(inside);
        }
    }

    private static async Task ConnectAsync(Socket outside, IPEndPoint target, CancellationToken ending)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ending);
        limit.CancelAfter(ConnectLimit);
        await outside.ConnectAsync(target, limit.Token).ConfigureAwait(false);
    }

    private static async Task PumpAsync(Socket from, Socket to, CancellationToken ending)
    {
        try
        {
            while (true)
            {
                // Waits without a buffer: most connections are idle most of the time.
                await from.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, ending).ConfigureAwait(false);
                if (!await MoveAsync(from, to, ending).ConfigureAwait(false))
                    break;
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // The other direction must not wait for a side that broke off.
            Reset(from);
            Reset(to);
            throw;
        }
    }

    private static async Task<bool> MoveAsync(Socket from, Socket to, CancellationToken ending)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            var read = await from.ReceiveAsync(buffer.AsMemory(0, Piece), SocketFlags.None, ending).ConfigureAwait(false);
            for (var sent = 0; sent < read;)
                sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), SocketFlags.None, ending).ConfigureAwait(false);
            return read > 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }
        socket.Dispose();
    }
}
