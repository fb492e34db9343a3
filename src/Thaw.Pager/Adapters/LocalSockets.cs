using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Thaw.Pager.Adapters;

/// <summary>Sockets that have a path.</summary>
internal static class LocalSockets
{
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;

    /// <summary>Listens at a path, for this user alone; what a pager left there that is no more is replaced.</summary>
    /// <exception cref="PagerException">It cannot be listened there.</exception>
    public static Socket Listen(string path, SocketType type)
    {
        var socket = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        try
        {
            if (Answers(path, type))
                throw new PagerException($"somebody listens at {path} already");
            File.Delete(path);
            socket.Bind(new UnixDomainSocketEndPoint(path));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(128);
            return socket;
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
                throw new PagerException($"cannot listen at {path}: {e.Message}", e);
            throw;
        }
    }

    /// <summary>Removes a path at which nobody listens any more; its folder may be gone already.</summary>
    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is left is replaced by who listens there next.
        }
    }

    /// <summary>The pid of who connected, as this process numbers it; 0 when it has none here.</summary>
    public static int PeerPid(Socket connected)
    {
        // struct ucred: pid, uid, gid.
        Span<byte> credentials = stackalloc byte[12];
        connected.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        return MemoryMarshal.Read<int>(credentials);
    }

    private static bool Answers(string path, SocketType type)
    {
        if (!File.Exists(path))
            return false;
        using var probe = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
