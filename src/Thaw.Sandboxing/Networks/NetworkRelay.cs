using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Thaw.Sandboxing.Networks;

/// <summary>The host's part of one sandbox's network: what holds the sockets that were made in there, and serves them.</summary>
internal sealed class NetworkRelay : IDisposable
{
    private const int InternetLevel = 0;
    private const int OriginalDestination = 80;
    private readonly List<IDisposable> _parts = [];

    /// <summary>Serves a sandbox's sockets.</summary>
    /// <param name="sockets">As the launcher's thaw_network.py makes them: three for a way out, then one for each forwarded port.</param>
    /// <param name="network">What the sandbox was asked to have.</param>
    /// <param name="resolvers">The servers of names to ask; at least one.</param>
    /// <exception cref="SandboxException">They are not what was asked for.</exception>
    public NetworkRelay(IReadOnlyList<SafeFileHandle> sockets, SandboxNetwork network, IReadOnlyList<IPEndPoint> resolvers)
    {
        var taken = new Queue<Socket>(sockets.Select(Take));
        if (taken.Count != (network.HasWayOut ? 3 : 0) + network.Forwarded.Count)
        {
            foreach (var socket in taken)
                socket.Dispose();
            throw new SandboxException($"cannot make a sandbox: its network came with {taken.Count} sockets");
        }
        if (network.HasWayOut)
        {
            _parts.Add(new PortRelay(taken.Dequeue(), TargetOf));
            _parts.Add(new PortRelay(taken.Dequeue(), _ => resolvers[0]));
            _parts.Add(new NameRelay(taken.Dequeue(), resolvers));
        }
        foreach (var port in network.Forwarded)
            _parts.Add(new PortRelay(taken.Dequeue(), _ => new IPEndPoint(IPAddress.Loopback, port)));
    }

    public void Dispose()
    {
        foreach (var part in _parts)
            part.Dispose();
    }

    private static Socket Take(SafeFileHandle handle)
    {
        var socket = new Socket(new SafeSocketHandle(handle.DangerousGetHandle(), ownsHandle: true));
        handle.SetHandleAsInvalid();
        return socket;
    }

    /// <summary>Where a connection was meant to go before it was redirected, if it may go there.</summary>
    private static IPEndPoint? TargetOf(Socket accepted)
    {
        // struct sockaddr_in.
        Span<byte> address = stackalloc byte[16];
        accepted.GetRawSocketOption(InternetLevel, OriginalDestination, address);
        var target = new IPEndPoint(new IPAddress(address.Slice(4, 4)), BinaryPrimitives.ReadUInt16BigEndian(address[2..]));
        return EgressPolicy.Allows(target.Address) ? target : null;
    }
}
