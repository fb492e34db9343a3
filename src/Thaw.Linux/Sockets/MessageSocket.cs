using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Native;

namespace Thaw.Linux.Sockets;

/// <summary>
/// One of two connected sockets that carry whole messages, with descriptors beside them (SOCK_SEQPACKET,
/// SCM_RIGHTS). The other end goes to a child, or is another process's that connected.
/// </summary>
/// <remarks>Sends may overlap each other and a receive; receives must not overlap. Dispose comes last.</remarks>
public sealed class MessageSocket : IDisposable
{
    /// <summary>The longest message, bytes. The kernel's default buffer takes 208 KiB, its own bookkeeping included.</summary>
    public const int LongestMessage = 128 * 1024;

    /// <summary>The most descriptors that one message can bring.</summary>
    public const int MostDescriptors = 16;

    private readonly SafeFileHandle _socket;

    // For waiting without a thread. Its first use makes the socket non-blocking, which Send allows for.
    private readonly Lazy<Socket> _waiting;

    private MessageSocket(SafeFileHandle socket)
    {
        _socket = socket;
        _waiting = new(() => new Socket(new SafeSocketHandle(socket.DangerousGetHandle(), ownsHandle: false)));
    }

    private MessageSocket(SafeFileHandle socket, Socket waiting)
    {
        _socket = socket;
        _waiting = new(waiting);
    }

    /// <summary>
    /// Speaks over a connected socket of this machine (AF_UNIX), which belongs to this object then. Over one that carries bytes
    /// instead of messages (SOCK_STREAM), what is received is the bytes that are there.
    /// </summary>
    /// <param name="connected">What only <see cref="ReceiveAsync"/> is to receive from.</param>
    public static MessageSocket Over(Socket connected) => new(new SafeFileHandle(connected.Handle, ownsHandle: false), connected);

    /// <summary>Creates both ends, close-on-exec.</summary>
    /// <returns>Ours, and the one to hand over; the caller disposes of it then.</returns>
    public static unsafe (MessageSocket Ours, SafeFileHandle Theirs) CreatePair()
    {
        var ends = stackalloc int[2];
        if (LibC.SocketPair(LibC.LocalFamily, LibC.SequencedPackets | Descriptors.CloseOnExec, 0, ends) == -1)
            throw Errno.LastAsException("cannot create a pair of sockets");
        return (new MessageSocket(new SafeFileHandle(ends[0], true)), new SafeFileHandle(ends[1], true));
    }

    /// <summary>Takes an end that somebody else has made.</summary>
    /// <param name="end">The end, of the same kind; this owns it from now on.</param>
    public static MessageSocket Of(SafeFileHandle end)
    {
        ArgumentNullException.ThrowIfNull(end);
        return new MessageSocket(end);
    }

    /// <summary>Sends one message; waits while the other side's buffer is full.</summary>
    /// <param name="message">1 to <see cref="LongestMessage"/> bytes.</param>
    /// <param name="descriptors">At most <see cref="MostDescriptors"/>; the other side gets copies.</param>
    /// <returns>False when the other side is gone.</returns>
    /// <exception cref="ArgumentException">The message is empty or too long, or there are too many descriptors.</exception>
    public unsafe bool Send(ReadOnlySpan<byte> message, params ReadOnlySpan<SafeHandle> descriptors)
    {
        if (message.Length is 0 or > LongestMessage)
            throw new ArgumentException($"a message of {message.Length} bytes; 1 to {LongestMessage} can be sent", nameof(message));
        if (descriptors.Length > MostDescriptors)
            throw new ArgumentException($"{descriptors.Length} descriptors; at most {MostDescriptors} can be sent", nameof(descriptors));
        var control = stackalloc byte[sizeof(ControlHeader) + MostDescriptors * sizeof(int)];
        // Safe: all that the header points to is on our stack or pinned until the call is over.
        fixed (byte* bytes = message)
        {
            var range = new MemoryRange { Start = bytes, Length = (nuint)message.Length };
            var header = new MessageHeader { Ranges = &range, RangeCount = 1 };
            if (descriptors.Length > 0)
                header.ControlLength = Fill(header.Control = control, descriptors);
            var sent = Retry(&header, send: true);
            GC.KeepAlive(descriptors.ToArray());
            return sent >= 0 || (IsGone(Marshal.GetLastPInvokeError())
                ? false
                : throw Errno.LastAsException("cannot send a message"));
        }
    }

    /// <summary>Waits for one message without holding a thread.</summary>
    /// <returns>The message, empty when the other side is gone, and the descriptors that came with it; the caller owns them.</returns>
    /// <exception cref="IOException">It is longer than a message may be, or more descriptors came with it than may be sent.</exception>
    public async Task<(byte[] Message, IReadOnlyList<SafeFileHandle> Descriptors)> ReceiveAsync()
    {
        try
        {
            // Waits for a message and takes none: only the other call takes descriptors, too.
            await _waiting.Value.ReceiveAsync(new byte[1], SocketFlags.Peek).ConfigureAwait(false);
            return (Receive(out var descriptors), descriptors);
        }
        catch (SocketException gone) when (gone.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            return ([], []);
        }
    }

    /// <summary>Waits for one message.</summary>
    /// <param name="descriptors">The descriptors that came with it; the caller owns them.</param>
    /// <returns>The message; empty when the other side is gone.</returns>
    /// <exception cref="IOException">It is longer than a message may be, or more descriptors came with it than may be sent.</exception>
    public unsafe byte[] Receive(out IReadOnlyList<SafeFileHandle> descriptors)
    {
        var room = sizeof(ControlHeader) + MostDescriptors * sizeof(int);
        var control = stackalloc byte[room];
        var buffer = ArrayPool<byte>.Shared.Rent(LongestMessage);
        descriptors = [];
        try
        {
            // Safe: as in Send.
            fixed (byte* bytes = buffer)
            {
                var range = new MemoryRange { Start = bytes, Length = LongestMessage };
                var header = new MessageHeader { Ranges = &range, RangeCount = 1, Control = control, ControlLength = (nuint)room };
                var length = Retry(&header, send: false);
                if (length < 0)
                    return IsGone(Marshal.GetLastPInvokeError()) ? [] : throw Errno.LastAsException("cannot receive a message");
                descriptors = Take(&header);
                if ((header.Flags & (MessageHeader.Truncated | MessageHeader.ControlTruncated)) == 0)
                    return buffer[..(int)length];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        foreach (var descriptor in descriptors)
            descriptor.Dispose();
        throw new IOException($"a message of more than {LongestMessage} bytes or {MostDescriptors} descriptors was received");
    }

    /// <summary>Closes our end; the other side sees the end.</summary>
    public void Dispose()
    {
        if (_waiting.IsValueCreated)
            _waiting.Value.Dispose();
        _socket.Dispose();
    }

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

    private static unsafe SafeFileHandle[] Take(MessageHeader* message)
    {
        var header = (ControlHeader*)message->Control;
        if (message->ControlLength < (nuint)sizeof(ControlHeader) || header->Level != ControlHeader.SocketLevel || header->Type != ControlHeader.Rights)
            return [];
        var taken = new SafeFileHandle[((int)header->Length - sizeof(ControlHeader)) / sizeof(int)];
        for (var i = 0; i < taken.Length; i++)
            taken[i] = new SafeFileHandle(((int*)(header + 1))[i], ownsHandle: true);
        return taken;
    }

    private unsafe nint Retry(MessageHeader* header, bool send)
    {
        while (true)
        {
            var result = send
                ? LibC.SendMessage(_socket, header, LibC.NoSignal)
                : LibC.ReceiveMessage(_socket, header, LibC.ReceiveCloseOnExec);
            if (result != -1)
                return result;
            var errno = Marshal.GetLastPInvokeError();
            if (send && errno == Errno.Again)
                Descriptors.WaitWritable((int)_socket.DangerousGetHandle());
            else if (errno != Errno.Interrupted)
                return result;
        }
    }

    private static bool IsGone(int errno) => errno is Errno.BrokenPipe or Errno.ConnectionReset;
}
