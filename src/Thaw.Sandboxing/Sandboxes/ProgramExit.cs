using Thaw.Linux.Processes;

namespace Thaw.Sandboxing.Sandboxes;

/// <summary>How a program in a sandbox ended.</summary>
/// <param name="ExitCode">Its exit code, or null when a signal ended it, be it that of the sandbox's end.</param>
/// <param name="Signal">The signal, or null.</param>
/// <param name="UserMs">CPU time in user mode, ms, with that of the children that it waited for; 0 when the sandbox ended first.</param>
/// <param name="SystemMs">CPU time in the kernel, ms, counted in the same way.</param>
/// <param name="PeakRssBytes">The most resident memory that it or one such child had, bytes.</param>
public sealed record ProgramExit(int? ExitCode, int? Signal, double UserMs, double SystemMs, long PeakRssBytes)
{
    /// <summary>The end of a program whose sandbox ended.</summary>
    public static ProgramExit WithSandbox { get; } = new(null, Signals.Kill, 0, 0, 0);

    /// <summary>The end of a program as who waited for it tells it.</summary>
    /// <param name="status">As wait(2) has it.</param>
    /// <param name="userMs">CPU time in user mode, ms.</param>
    /// <param name="systemMs">CPU time in the kernel, ms.</param>
    /// <param name="peakRssBytes">Bytes.</param>
    public static ProgramExit Of(int status, double userMs, double systemMs, long peakRssBytes)
    {
        var signal = status & 0x7f;
        return new ProgramExit(signal == 0 ? (status >> 8) & 0xff : null, signal == 0 ? null : signal, userMs, systemMs, peakRssBytes);
    }

    /// <summary><c>exit code 3</c> or <c>SIGKILL</c>, for a sentence.</summary>
    public override string ToString() => Signal is { } signal ? Signals.NameOf(signal) : $"exit code {ExitCode}";
}
