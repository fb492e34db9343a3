namespace Thaw.Linux.UserFaults;

/// <summary>What became of a request to put pages into a process's memory, or to take its memory out of the pager's care.</summary>
public enum UserFaultOutcome
{
    /// <summary>All of it was done.</summary>
    Done,

    /// <summary>A part was done, and how much is known; the rest is to be asked for from there.</summary>
    Partly,

    /// <summary>The first page is there already. Whoever waits for it may have to be woken.</summary>
    AlreadyThere,

    /// <summary>The process is changing its memory map: its events have to be read first, then the address looked up again.</summary>
    MapChanging,

    /// <summary>No registered mapping covers the range: not yet, no longer, or it spans two mappings.</summary>
    NotRegistered,

    /// <summary>The process has ended, or its memory is being taken down.</summary>
    ProcessGone,

    /// <summary>The memory to copy from cannot be read: the file behind it was cut off, or its disk failed.</summary>
    SourceUnreadable,

    /// <summary>The kernel refuses the request as such, or lacks memory.</summary>
    Refused,
}

/// <summary>What the kernel's answers mean. The only place that decides it.</summary>
internal static class UserFaultErrors
{
    private const int NoSpace = 28;

    /// <summary>Judges one request.</summary>
    /// <param name="errno">0 when the call succeeded.</param>
    /// <param name="done">Bytes that the kernel says it has done; an error number, negative, is no progress.</param>
    public static UserFaultOutcome Decide(int errno, long done) => errno switch
    {
        0 => UserFaultOutcome.Done,
        // The kernel reports a copy that was cut short with EAGAIN, too; progress tells them apart.
        Native.Errno.Again when done > 0 => UserFaultOutcome.Partly,
        Native.Errno.Again or Native.Errno.Interrupted => UserFaultOutcome.MapChanging,
        Native.Errno.Exists => UserFaultOutcome.AlreadyThere,
        Native.Errno.NoEntry => UserFaultOutcome.NotRegistered,
        // ENOSPC is what kernels before 4.13 said of a process that is gone.
        Native.Errno.NoProcess or NoSpace => UserFaultOutcome.ProcessGone,
        Native.Errno.BadAddress => UserFaultOutcome.SourceUnreadable,
        _ => UserFaultOutcome.Refused,
    };
}
