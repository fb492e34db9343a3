using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Thaw.Linux.Native;

/// <summary>Opens and waits for descriptors. All are close-on-exec; the caller owns what it gets.</summary>
internal static unsafe class Descriptors
{
    public const int CloseOnExec = 0x80000;
    public const int ReadOnly = 0;
    public const int ReadWrite = 2;
    public const int WriteCreateAppend = 1 | 0x40 | 0x400;
    public const int NonBlocking = 0x800;
    private const int EventNonBlocking = NonBlocking | CloseOnExec;

    public static SafeFileHandle Open(string path, int flags)
    {
        var descriptor = Errno.Retry(() => LibC.Open(path, flags | CloseOnExec, 0));
        if (descriptor == -1)
            throw Errno.LastAsException($"cannot open {path}");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>A pipe: what is written to the second end is read from the first.</summary>
    public static (SafeFileHandle Read, SafeFileHandle Write) Pipe()
    {
        var ends = stackalloc int[2];
        if (LibC.Pipe(ends, CloseOnExec) == -1)
            throw Errno.LastAsException("cannot create a pipe");
        return (new SafeFileHandle(ends[0], true), new SafeFileHandle(ends[1], true));
    }

    /// <summary>An eventfd: readable once <see cref="Raise"/> was called.</summary>
    public static SafeFileHandle Event()
    {
        var descriptor = LibC.EventDescriptor(0, EventNonBlocking);
        if (descriptor == -1)
            throw Errno.LastAsException("cannot create an event descriptor");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    public static void Raise(SafeFileHandle eventDescriptor)
    {
        var one = 1UL;
        // Safe: eight bytes of our stack. It fails only when the counter is full, and then it is raised already.
        LibC.Write(eventDescriptor, &one, sizeof(ulong));
    }

    /// <summary>Whether a descriptor is readable now. Usable in a loop that must not allocate: -1 and EINTR read as no.</summary>
    public static bool IsReadable(int descriptor)
    {
        var entry = new PollEntry { Descriptor = descriptor, Events = PollEntry.In };
        return LibC.Poll(&entry, 1, 0) == 1;
    }

    /// <summary>Waits until one of two descriptors is readable. Answers which, or null when the time is over.</summary>
    /// <param name="first">Looked at first when both are.</param>
    /// <param name="second">May be -1: ignored.</param>
    /// <param name="timeoutMs">-1 waits for ever. A signal restarts the wait, so callers compute it from a deadline.</param>
    public static int? WaitReadable(int first, int second, int timeoutMs)
    {
        var entries = stackalloc PollEntry[2];
        entries[0] = new PollEntry { Descriptor = first, Events = PollEntry.In };
        entries[1] = new PollEntry { Descriptor = second, Events = PollEntry.In };
        var ready = LibC.Poll(entries, 2, timeoutMs);
        if (ready == -1 && Marshal.GetLastPInvokeError() != Errno.Interrupted)
            throw Errno.LastAsException("cannot wait for a descriptor");
        if (ready <= 0)
            return null;
        return entries[0].Returned != 0 ? 0 : 1;
    }

    /// <summary>Waits until a descriptor takes more, or a signal comes.</summary>
    public static void WaitWritable(int descriptor)
    {
        var entry = new PollEntry { Descriptor = descriptor, Events = PollEntry.Out };
        if (LibC.Poll(&entry, 1, -1) == -1 && Marshal.GetLastPInvokeError() != Errno.Interrupted)
            throw Errno.LastAsException("cannot wait for a descriptor");
    }
}
