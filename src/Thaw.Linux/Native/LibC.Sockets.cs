using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Thaw.Linux.Native;

internal static unsafe partial class LibC
{
    public const int LocalFamily = 1;
    public const int SequencedPackets = 5;
    public const int NoSignal = 0x4000;
    public const int ReceiveCloseOnExec = 0x40000000;

    [LibraryImport(Library, EntryPoint = "socketpair", SetLastError = true)]
    public static partial int SocketPair(int family, int type, int protocol, int* descriptors);

    [LibraryImport(Library, EntryPoint = "sendmsg", SetLastError = true)]
    public static partial nint SendMessage(SafeFileHandle socket, MessageHeader* message, int flags);

    [LibraryImport(Library, EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint ReceiveMessage(SafeFileHandle socket, MessageHeader* message, int flags);
}

/// <summary>struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MemoryRange
{
    public byte* Start;
    public nuint Length;
}

/// <summary>struct msghdr of a 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public const int ControlTruncated = 8;
    public const int Truncated = 0x20;

    public void* Name;
    public uint NameLength;
    public MemoryRange* Ranges;
    public nuint RangeCount;
    public byte* Control;
    public nuint ControlLength;
    public int Flags;
}

/// <summary>struct cmsghdr of a 64-bit Linux; the descriptors follow it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ControlHeader
{
    public const int SocketLevel = 1;
    public const int Rights = 1;

    public nuint Length;
    public int Level;
    public int Type;
}
