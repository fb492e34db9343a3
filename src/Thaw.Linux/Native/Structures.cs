using System.Runtime.InteropServices;

namespace Thaw.Linux.Native;

/// <summary>struct timespec of a 64-bit kernel.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpec
{
    public long Seconds;
    public long Nanoseconds;
}

/// <summary>struct pollfd.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    public const short In = 1;
    public const short Out = 4;

    public int Descriptor;
    public short Events;
    public short Returned;
}

/// <summary>The part of siginfo_t that waitid(2) fills, padded to the kernel's 128 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct SignalInfo
{
    public const int CodeExited = 1;

    [FieldOffset(8)] public int Code;
    [FieldOffset(16)] public int Pid;

    /// <summary>The exit code, or the signal that ended the process.</summary>
    [FieldOffset(24)] public int Status;
}

/// <summary>struct rusage of a 64-bit kernel: two times (s, µs), then fourteen counters that Thaw does not read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ResourceUsage
{
    public long UserSeconds;
    public long UserMicroseconds;
    public long SystemSeconds;
    public long SystemMicroseconds;
    public fixed long Counters[14];
}
