using System.Net.Sockets;
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
}
