using Microsoft.Win32.SafeHandles;

namespace Thaw.Linux.UserFaults;

/// <summary>What a userfaultfd tells about.</summary>
public enum UserFaultEventKind
{
    /// <summary>Nothing that is known here; to be ignored.</summary>
    Unknown = 0,

    /// <summary>A thread waits for a page.</summary>
    PageFault = 0x12,

    /// <summary>The process has forked: the child's memory has a descriptor of its own.</summary>
    Fork = 0x13,

    /// <summary>A mapping has moved.</summary>
    Remap = 0x14,

    /// <summary>Pages are given back (madvise(2)); they read as zero from now on.</summary>
    Remove = 0x15,

    /// <summary>A range is no longer mapped.</summary>
    Unmap = 0x16,
}

/// <summary>One event.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Start">The faulting address, the range's start, or where a mapping was.</param>
/// <param name="Target">Where a mapping is now, after a move; otherwise 0.</param>
/// <param name="Length">The range's length, bytes; 0 for faults and forks.</param>
/// <param name="IsWrite">Whether a fault is a write.</param>
/// <param name="ChildNumber">After a fork the number of the descriptor that the read has opened; <see cref="TakeChild"/> takes it.</param>
public readonly record struct UserFaultEvent(
    UserFaultEventKind Kind, ulong Start, ulong Target, ulong Length, bool IsWrite, int ChildNumber)
{
    /// <summary>The child's descriptor. To be called once, or it leaks.</summary>
    /// <exception cref="InvalidOperationException">It is not a fork.</exception>
    public UserFault TakeChild() => Kind == UserFaultEventKind.Fork
        ? UserFault.OfFork(new SafeFileHandle(ChildNumber, ownsHandle: true))
        : throw new InvalidOperationException($"an event of kind {Kind} brings no descriptor");
}
