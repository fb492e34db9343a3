using System.Net;
using System.Net.Sockets;

namespace Thaw.Sandboxing.Networks;

/// <summary>Where a sandbox with a way out may connect to: addresses of the public Internet that are not this machine's own.</summary>
internal static class EgressPolicy
{
    // RFC 6890's special ones, whose use is local, and addresses at which clouds answer questions about the machine itself.
    private static readonly IPNetwork[] Forbidden =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "224.0.0.0/3", "168.63.129.16/32",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    /// <summary>Whether a sandbox may connect to an address.</summary>
    /// <param name="target">Version 4; any other is refused.</param>
    public static bool Allows(IPAddress target) =>
        target.AddressFamily == AddressFamily.InterNetwork && !Forbidden.Any(network => network.Contains(target)) && !IsOwn(target);

    // The kernel answers which source it would take; for an address of this machine that is the address itself. Nothing is sent.
    private static bool IsOwn(IPAddress target)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            probe.Connect(target, 9);
            return ((IPEndPoint)probe.LocalEndPoint!).Address.Equals(target);
        }
        catch (SocketException)
        {
            // No way there at all: refused as well.
            return true;
        }
    }
}
