using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Thaw.Linux.Native;

/// <summary>epoll(7), for descriptors that become readable: each is told of once, until it is asked for again.</summary>
/// <remarks>Members may be called from any thread; one thread at a time waits.</remarks>
internal static unsafe class ReadinessQueue
{
    private const int Add = 1;
    private const int Modify = 3;
    private const uint ReadableOnce = 1 | 1u << 30;
    private const int Most = 64;

    // struct epoll_event is packed on x86-64 alone.
    private static readonly int DataAt = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventBytes = DataAt + 8;

    /// <summary>A new one; the caller owns it.</summary>
    public static SafeFileHandle Create()
    {
        var descriptor = LibC.PollCreate(Descriptors.CloseOnExec);
        if (descriptor == -1)
            throw Errno.LastAsException("cannot wait for many descriptors");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Tells of a descriptor under a number of the caller's, once it is readable or its other end is closed.</summary>
    public static void Begin(SafeFileHandle queue, SafeFileHandle descriptor, ulong number) => Control(queue, Add, descriptor, number);

    /// <summary>Tells of it once more.</summary>
    public static void Again(SafeFileHandle queue, SafeFileHandle descriptor, ulong number) => Control(queue, Modify, descriptor, number);

    /// <summary>Waits until some are ready, and answers their numbers.</summary>
    public static IReadOnlyList<ulong> Wait(SafeFileHandle queue)
    {
        var events = stackalloc byte[Most * EventBytes];
        // Safe: the kernel writes at most as many events as the buffer holds.
        var ready = LibC.PollWait(queue, events, Most, -1);
        if (ready == -1)
            return Marshal.GetLastPInvokeError() == Errno.Interrupted ? [] : throw Errno.LastAsException("cannot wait for many descriptors");
        var numbers = new ulong[ready];
        for (var i = 0; i < ready; i++)
            numbers[i] = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(events + (i * EventBytes) + DataAt, 8));
        return numbers;
    }

    private static void Control(SafeFileHandle queue, int operation, SafeFileHandle descriptor, ulong number)
    {
        var entry = stackalloc byte[EventBytes];
        var bytes = new Span<byte>(entry, EventBytes);
        bytes.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, ReadableOnce);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[DataAt..], number);
        // Safe: the kernel copies the event.
        if (LibC.PollControl(queue, operation, descriptor, entry) == -1)
            throw Errno.LastAsException("cannot wait for a descriptor");
    }
}
