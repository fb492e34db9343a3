using System.Runtime.InteropServices;

namespace Thaw.Linux.Native;

internal static unsafe partial class LibC
{
    public const int ClockMonotonic = 1;
    public const int TimerAbsolute = 1;

    [LibraryImport(Library, EntryPoint = "clock_gettime", SetLastError = true)]
    public static partial int ClockGetTime(int clock, TimeSpec* time);

    /// <summary>Answers the error number itself, not -1; with an absolute time, a repeat after EINTR needs no correction.</summary>
    [LibraryImport(Library, EntryPoint = "clock_nanosleep")]
    public static partial int ClockNanoSleep(int clock, int flags, TimeSpec* until, TimeSpec* remaining);
}
