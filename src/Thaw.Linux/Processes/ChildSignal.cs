using System.Globalization;
using Thaw.Linux.Native;

namespace Thaw.Linux.Processes;

/// <summary>
/// A process that was started with SIGCHLD ignored (by <c>trap '' CHLD</c> or some supervisors) loses the exits of its
/// children: the kernel throws them away. This takes the signal out of that state, once, before the first child.
/// </summary>
internal static class ChildSignal
{
    private const int Number = 17;
    private const nint DefaultAction = 0;

    private static readonly Lazy<bool> Done = new(() =>
    {
        // Only when it is ignored: otherwise the runtime may have put its own handler there.
        if (IsIgnored())
            _ = LibC.SetSignalAction(Number, DefaultAction);
        return true;
    });

    public static void EnsureKept() => _ = Done.Value;

    private static bool IsIgnored()
    {
        var line = File.ReadLines("/proc/self/status").First(one => one.StartsWith("SigIgn:", StringComparison.Ordinal));
        var mask = ulong.Parse(line["SigIgn:".Length..].Trim(), NumberStyles.HexNumber);
        return (mask >> (Number - 1) & 1) != 0;
    }
}
