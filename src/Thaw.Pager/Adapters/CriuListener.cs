using System.Net.Sockets;
using Thaw.Linux.Sockets;
using Thaw.Linux.UserFaults;

namespace Thaw.Pager.Adapters;

/// <summary>Stands where CRIU looks for its lazy-pages daemon, for one restore.</summary>
/// <remarks>Dispose may overlap the others, and ends them.</remarks>
internal sealed class CriuListener : IDisposable
{
    private readonly string _path;
    private readonly Socket _listener;

    private CriuListener(string path, Socket listener) => (_path, _listener) = (path, listener);

    /// <summary>Begins to listen.</summary>
    /// <exception cref="PagerException">It cannot be listened at this path.</exception>
    public static CriuListener Start(string path) => new(path, LocalSockets.Listen(path, SocketType.Stream));

    /// <summary>Takes what CRIU hands over, until it says that it has finished.</summary>
    /// <param name="attach">Told of each process's memory.</param>
    /// <exception cref="PagerException">It hung up before, or sent something else.</exception>
    public async Task TakeAsync(Action<uint, UserFault> attach)
    {
        try
        {
            using var connected = MessageSocket.Over(await _listener.AcceptAsync().ConfigureAwait(false));
            using var handOver = new CriuHandOver();
            while (!handOver.IsFinished)
            {
                var (bytes, descriptors) = await connected.ReceiveAsync().ConfigureAwait(false);
                if (bytes.Length == 0)
                    throw new PagerException("CRIU hung up before the process was restored");
                foreach (var (pid, descriptor) in handOver.Take(bytes, descriptors))
                    attach(pid, UserFault.Adopt(descriptor));
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            throw new PagerException($"CRIU's memory was not handed over: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        LocalSockets.Remove(_path);
    }
}
