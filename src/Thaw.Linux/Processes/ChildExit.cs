namespace Thaw.Linux.Processes;

/// <summary>How a child ended.</summary>
/// <param name="ExitCode">Its exit code, 0 to 255, or null when a signal ended it.</param>
/// <param name="Signal">The signal that ended it, or null when it exited by itself.</param>
/// <param name="UserMs">CPU time in user mode, ms, of the child and of those descendants that it waited for.</param>
/// <param name="SystemMs">CPU time in the kernel, ms, counted in the same way.</param>
/// <param name="ExitedAtNs">When Thaw saw the end, on <see cref="MonotonicClock"/>, ns.</param>
public readonly record struct ChildExit(int? ExitCode, int? Signal, double UserMs, double SystemMs, long ExitedAtNs)
{
    /// <summary>Whether it exited by itself with code 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary><c>exit code 3</c> or <c>SIGKILL</c>, for a sentence.</summary>
    public override string ToString() =>
        Signal is { } signal ? Signals.NameOf(signal) : $"exit code {ExitCode}";
}
