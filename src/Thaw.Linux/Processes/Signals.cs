namespace Thaw.Linux.Processes;

/// <summary>Signal numbers of Linux on x86-64 and arm64 (signal(7)).</summary>
public static class Signals
{
    /// <summary>SIGHUP: the terminal is gone.</summary>
    public const int HangUp = 1;

    /// <summary>SIGINT: Ctrl-C.</summary>
    public const int Interrupt = 2;

    /// <summary>SIGKILL: ends a process at once; cannot be caught.</summary>
    public const int Kill = 9;

    /// <summary>SIGUSR1: left to the program.</summary>
    public const int User1 = 10;

    /// <summary>SIGUSR2: left to the program.</summary>
    public const int User2 = 12;

    /// <summary>SIGTERM: asks a process to end.</summary>
    public const int Terminate = 15;

    /// <summary>SIGCONT: continues a stopped process.</summary>
    public const int Continue = 18;

    /// <summary>SIGSTOP: stops a process; cannot be caught.</summary>
    public const int Stop = 19;

    /// <summary>SIGURG: ignored by default, so that a process without a handler survives it.</summary>
    public const int Urgent = 23;

    /// <summary>SIGPROF: the profiling timer's.</summary>
    public const int Profile = 27;

    /// <summary>SIGWINCH: ignored by default; a terminal's size changed.</summary>
    public const int WindowChange = 28;

    /// <summary>The signal's name, such as <c>SIGKILL</c>, or <c>signal 40</c> for one without a name here.</summary>
    /// <param name="signal">A signal number, 1 to 64.</param>
    public static string NameOf(int signal) =>
        signal is >= 1 and <= 31 ? "SIG" + Names[signal - 1] : $"signal {signal}";

    private static readonly string[] Names =
    [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];
}
