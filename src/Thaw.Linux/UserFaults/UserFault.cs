using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Native;

namespace Thaw.Linux.UserFaults;

/// <summary>A userfaultfd(2): the page faults of one process's memory, and the answers to them.</summary>
/// <remarks>
/// Answers may be given from any thread and overlap; one thread at a time reads. Nothing of it allocates, but forks.
/// When the last copy of the descriptor is closed, the kernel fills with zeros what was still missing: whoever must not
/// have that ends the process first.
/// </remarks>
public sealed unsafe class UserFault : IDisposable
{
    private const nuint ApiRequest = 0xC018AA3F;
    private const nuint RegisterRequest = 0xC020AA00;
    private const nuint UnregisterRequest = 0x8010AA01;
    private const nuint WakeRequest = 0x8010AA02;
    private const nuint CopyRequest = 0xC028AA03;
    private const nuint ZeroRequest = 0xC020AA04;
    private const int MessageBytes = 32;
    private const int MostAtOnce = 16;
    private const int SetStatusFlags = 4;

    private readonly SafeFileHandle _descriptor;

    private UserFault(SafeFileHandle descriptor) => _descriptor = descriptor;

    /// <summary>The size of a page, bytes.</summary>
    public static int PageBytes { get; } = Environment.SystemPageSize;

    /// <summary>The descriptor, to be waited for or handed to another process; it stays ours.</summary>
    public SafeFileHandle Descriptor => _descriptor;

    /// <summary>Opens one for this process's own memory.</summary>
    /// <param name="features">What it tells beside faults.</param>
    /// <exception cref="IOException">This process may not, or the kernel lacks a feature; <c>thaw doctor</c> says what helps.</exception>
    public static UserFault Open(UserFaultFeatures features)
    {
        var descriptor = UserFaultDescriptors.ByCall(0) ?? UserFaultDescriptors.ByDevice()
            ?? throw Errno.LastAsException("cannot open a userfaultfd");
        var api = stackalloc ulong[3] { 0xAA, (ulong)features, 0 };
        // Safe: the request's number holds the structure's size, 24 bytes, which is what we pass.
        if (LibC.DeviceControl(descriptor, ApiRequest, (nint)api) == 0)
            return new UserFault(descriptor);
        var refused = Errno.LastAsException($"the kernel's userfaultfd cannot tell of {features}");
        descriptor.Dispose();
        throw refused;
    }

    /// <summary>Takes one that another process handed over, its handshake done; it is ours then, whatever comes.</summary>
    /// <exception cref="IOException">It is another kind of file.</exception>
    public static UserFault Adopt(SafeFileHandle descriptor)
    {
        if (UserFaultDescriptors.IsOne(descriptor))
            return OfFork(descriptor);
        descriptor.Dispose();
        throw new IOException("the descriptor that was handed over is not a userfaultfd");
    }

    /// <summary>Has missing pages of a range of this process's memory answered through it.</summary>
    /// <exception cref="IOException">The range is not mapped, or memory of a kind that cannot be.</exception>
    public void Register(ulong start, ulong length)
    {
        const ulong missing = 1;
        var request = stackalloc ulong[4] { start, length, missing, 0 };
        // Safe: 32 bytes, as the request's number says.
        if (LibC.DeviceControl(_descriptor, RegisterRequest, (nint)request) == -1)
            throw Errno.LastAsException($"cannot register {length} bytes of memory at {start:x}");
    }

    /// <summary>Ends that for a range; its missing pages are zeros from then on, and whoever waits is woken.</summary>
    public UserFaultOutcome Unregister(ulong start, ulong length)
    {
        var range = stackalloc ulong[2] { start, length };
        // Safe: 16 bytes, as the request's number says.
        return Ask(UnregisterRequest, range, null, out _);
    }

    /// <summary>Puts pages into the process, and wakes who waits for them.</summary>
    /// <param name="address">Where, page-aligned.</param>
    /// <param name="from">What holds the bytes.</param>
    /// <param name="offset">Where they are in there.</param>
    /// <param name="length">How many bytes; whole pages.</param>
    /// <param name="done">How many were put.</param>
    /// <exception cref="ArgumentOutOfRangeException">The memory holds fewer bytes.</exception>
    public UserFaultOutcome Copy(ulong address, PageMemory from, long offset, long length, out long done)
    {
        // Safe: 40 bytes, as the request's number says; the kernel reads the source, which At has checked and KeepAlive keeps
        // mapped, and reports an error where a page of it cannot be read.
        var request = stackalloc ulong[5] { address, (ulong)from.At(offset, length), (ulong)length, 0, 0 };
        var outcome = Ask(CopyRequest, request, (long*)request + 4, out done);
        GC.KeepAlive(from);
        return outcome;
    }

    /// <summary>Puts pages of zeros into the process, and wakes who waits for them.</summary>
    /// <param name="address">Where, page-aligned.</param>
    /// <param name="length">How many bytes; whole pages.</param>
    /// <param name="done">How many were put.</param>
    public UserFaultOutcome Zero(ulong address, long length, out long done)
    {
        var request = stackalloc ulong[4] { address, (ulong)length, 0, 0 };
        // Safe: 32 bytes, as the request's number says.
        return Ask(ZeroRequest, request, (long*)request + 3, out done);
    }

    /// <summary>Lets threads that wait for pages of a range look again.</summary>
    public void Wake(ulong address, long length)
    {
        var range = stackalloc ulong[2] { address, (ulong)length };
        // Safe: 16 bytes. It fails only for a range that is not one of whole pages, or when the process is gone.
        LibC.DeviceControl(_descriptor, WakeRequest, (nint)range);
    }

    /// <summary>Takes what has happened; never waits.</summary>
    /// <param name="events">Where to; a batch of at most 16 is read at once.</param>
    /// <returns>How many there are; 0: nothing.</returns>
    /// <exception cref="IOException">It cannot be read: its handshake was not done.</exception>
    public int Read(Span<UserFaultEvent> events)
    {
        var messages = stackalloc byte[MostAtOnce * MessageBytes];
        var room = Math.Min(events.Length, MostAtOnce) * MessageBytes;
        // Safe: the kernel writes whole messages, at most as many bytes as are asked for.
        var got = LibC.Read(_descriptor, messages, (nuint)room);
        if (got == -1 && Marshal.GetLastPInvokeError() is not (Errno.Again or Errno.Interrupted or Errno.NoProcess))
            throw Errno.LastAsException("cannot read a userfaultfd");
        var count = (int)Math.Max(got, 0) / MessageBytes;
        for (var i = 0; i < count; i++)
            events[i] = Parse(messages + (i * MessageBytes));
        return count;
    }

    /// <summary>Closes this copy of the descriptor.</summary>
    public void Dispose() => _descriptor.Dispose();

    internal static UserFault OfFork(SafeFileHandle descriptor)
    {
        // A descriptor that waits would hold the pager; those of others, and of forks, may be such.
        LibC.Control(descriptor, SetStatusFlags, Descriptors.NonBlocking);
        return new UserFault(descriptor);
    }

    // struct uffd_msg: the kind in its first byte, arguments from the eighth.
    private static UserFaultEvent Parse(byte* message)
    {
        var arguments = (ulong*)(message + 8);
        return (UserFaultEventKind)message[0] switch
        {
            UserFaultEventKind.PageFault => new(UserFaultEventKind.PageFault, arguments[1], 0, 0, (arguments[0] & 1) != 0, -1),
            UserFaultEventKind.Fork => new(UserFaultEventKind.Fork, 0, 0, 0, false, *(int*)arguments),
            UserFaultEventKind.Remap => new(UserFaultEventKind.Remap, arguments[0], arguments[1], arguments[2], false, -1),
            var kind and (UserFaultEventKind.Remove or UserFaultEventKind.Unmap) =>
                new(kind, arguments[0], 0, arguments[1] - arguments[0], false, -1),
            _ => default,
        };
    }

    private UserFaultOutcome Ask(nuint request, void* structure, long* answered, out long done)
    {
        var errno = LibC.DeviceControl(_descriptor, request, (nint)structure) == 0 ? 0 : Marshal.GetLastPInvokeError();
        done = answered == null ? 0 : Math.Max(*answered, 0);
        return UserFaultErrors.Decide(errno, done);
    }
}
