using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Native;

namespace Thaw.Linux.Sockets;

/// <summary>Two connected sockets that carry bytes in order (AF_UNIX, SOCK_STREAM): one for us, one for a child.</summary>
public static class StreamPair
{
    private const int Stream = 1;

    /// <summary>Creates both ends, close-on-exec.</summary>
    /// <returns>Ours, to be read and written without holding a thread, and the one to hand over; the caller disposes of both.</returns>
    /// <exception cref="IOException">There are too many descriptors.</exception>
    public static unsafe (Socket Ours, SafeFileHandle Theirs) Create()
    {
        var ends = stackalloc int[2];
        // Safe: the kernel fills two descriptors on our stack.
        if (LibC.SocketPair(LibC.LocalFamily, Stream | Descriptors.CloseOnExec, 0, ends) == -1)
            throw Errno.LastAsException("cannot create a pair of sockets");
        return (new Socket(new SafeSocketHandle(ends[0], ownsHandle: true)), new SafeFileHandle(ends[1], ownsHandle: true));
    }

    /// <summary>Sends bytes, and a descriptor with the first of them; waits while the other side's buffer is full.</summary>
    /// <param name="socket">Ours of a pair.</param>
    /// <param name="bytes">At least one.</param>
    /// <param name="descriptor">The other side gets a copy.</param>
    /// <exception cref="IOException">The other side is gone.</exception>
    public static void Send(Socket socket, ReadOnlySpan<byte> bytes, SafeHandle descriptor)
    {
        ArgumentNullException.ThrowIfNull(socket);
        using var handle = new SafeFileHandle(socket.SafeHandle.DangerousGetHandle(), ownsHandle: false);
        ReadOnlySpan<SafeHandle> descriptors = [descriptor];
        while (!bytes.IsEmpty)
        {
            bytes = bytes[DescriptorMessage.Send(handle, bytes, descriptors)..];
            descriptors = [];
        }
        GC.KeepAlive(socket);
    }
}
