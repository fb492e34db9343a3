using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Thaw.Sandboxing.Networks;

/// <summary>Takes questions for names from a sandbox to the host's servers of names, and the answers back.</summary>
/// <remarks>Dispose comes last.</remarks>
internal sealed class NameRelay : IDisposable
{
    private const int MostQuestions = 64;
    private const int LongestMessage = 65_535;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource _ending = new();
    private readonly Socket _socket;
    private readonly IReadOnlyList<IPEndPoint> _servers;
    private int _questions;
    private int _preferred;

    /// <summary>Starts to answer.</summary>
    /// <param name="socket">Is asked, in the sandbox's network; disposed of with this.</param>
    /// <param name="servers">At least one.</param>
    public NameRelay(Socket socket, IReadOnlyList<IPEndPoint> servers)
    {
        (_socket, _servers) = (socket, servers);
        _ = TakeAsync(_ending.Token);
    }

    public void Dispose()
    {
        _ending.Cancel();
        _socket.Dispose();
        _ending.Dispose();
    }

    private async Task TakeAsync(CancellationToken ending)
    {
        var buffer = new byte[LongestMessage];
        while (!ending.IsCancellationRequested)
        {
            try
            {
                var got = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), ending).ConfigureAwait(false);
                // Too many at once are dropped, as any server of names does; who asked asks again.
                if (Interlocked.Increment(ref _questions) > MostQuestions)
                    Interlocked.Decrement(ref _questions);
                else
                    _ = AnswerAsync(buffer[..got.ReceivedBytes], got.RemoteEndPoint, ending);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // Somebody who asked is gone, or the end, which the condition finds.
            }
        }
    }

    private async Task AnswerAsync(byte[] question, EndPoint asker, CancellationToken ending)
    {
        var which = _preferred;
        var buffer = ArrayPool<byte>.Shared.Rent(LongestMessage);
        try
        {
            using var server = new Socket(_servers[which].AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ending);
            limit.CancelAfter(Limit);
            await server.ConnectAsync(_servers[which], limit.Token).ConfigureAwait(false);
            await server.SendAsync(question, limit.Token).ConfigureAwait(false);
            var length = await server.ReceiveAsync(buffer, limit.Token).ConfigureAwait(false);
            await _socket.SendToAsync(buffer.AsMemory(0, length), SocketFlags.None, asker, ending).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // No answer: the next question goes to the next server.
            _preferred = (which + 1) % _servers.Count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            Interlocked.Decrement(ref _questions);
        }
    }
}
