using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Native;

namespace Thaw.Linux.Sockets;

/// <summary>Bytes with descriptors beside them (SCM_RIGHTS), on any kind of local socket.</summary>
internal static class DescriptorMessage
{
    /// <summary>Sends them; waits while the other side's buffer is full.</summary>
    /// <returns>How many bytes were sent: all, but for a stream.</returns>
    /// <exception cref="IOException">The other side is gone, or the kernel refuses.</exception>
    public static int Send(SafeFileHandle socket, ReadOnlySpan<byte> bytes, ReadOnlySpan<SafeHandle> descriptors) =>
        TrySend(socket, bytes, descriptors) is >= 0 and var sent ? sent : throw new IOException("cannot send: the other side is gone");

    /// <summary>As <see cref="Send"/>, but answers -1 when the other side is gone.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static unsafe int TrySend(SafeFileHandle socket, ReadOnlySpan<byte> bytes, ReadOnlySpan<SafeHandle> descriptors)
    {
        var control = stackalloc byte[sizeof(ControlHeader) + descriptors.Length * sizeof(int)];
        // Safe: all that the header points to is on our stack or pinned until the call is over.
        fixed (byte* start = bytes)
        {
            var range = new MemoryRange { Start = start, Length = (nuint)bytes.Length };
            var header = new MessageHeader { Ranges = &range, RangeCount = 1 };
            if (descriptors.Length > 0)
                header.ControlLength = Fill(header.Control = control, descriptors);
            var sent = Retry(socket, &header, send: true);
            GC.KeepAlive(descriptors.ToArray());
            return sent >= 0 ? (int)sent : IsGone(Marshal.GetLastPInvokeError()) ? -1 : throw Errno.LastAsException("cannot send a message");
        }
    }

    /// <summary>Sends or receives until it was not interrupted; -1 and the error number as the kernel has them.</summary>
    public static unsafe nint Retry(SafeFileHandle socket, MessageHeader* header, bool send)
    {
        while (true)
        {
            var result = send
                ? LibC.SendMessage(socket, header, LibC.NoSignal)
                : LibC.ReceiveMessage(socket, header, LibC.ReceiveCloseOnExec);
            if (result != -1)
                return result;
            var errno = Marshal.GetLastPInvokeError();
            if (send && errno == Errno.Again)
                Descriptors.WaitWritable((int)socket.DangerousGetHandle());
            else if (errno != Errno.Interrupted)
                return result;
        }
    }

    /// <summary>Whether an error number says that there is nobody at the other end.</summary>
    public static bool IsGone(int errno) => errno is Errno.BrokenPipe or Errno.ConnectionReset;

    private static unsafe nuint Fill(byte* control, ReadOnlySpan<SafeHandle> descriptors)
    {
        var header = (ControlHeader*)control;
        header->Length = (nuint)(sizeof(ControlHeader) + descriptors.Length * sizeof(int));
        header->Level = ControlHeader.SocketLevel;
        header->Type = ControlHeader.Rights;
        for (var i = 0; i < descriptors.Length; i++)
            ((int*)(header + 1))[i] = (int)descriptors[i].DangerousGetHandle();
        return header->Length;
    }
}
