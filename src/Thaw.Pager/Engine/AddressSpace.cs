using Thaw.Linux.UserFaults;
using Thaw.Pager.Maps;

namespace Thaw.Pager.Engine;

/// <summary>One process's memory, in a session's care.</summary>
/// <remarks>For the session's thread.</remarks>
internal sealed class AddressSpace(UserFault faults, PageMap map, uint task, bool isFork) : IDisposable
{
    public UserFault Faults { get; } = faults;

    public PageMap Map { get; } = map;

    /// <summary>The process's number in the snapshot.</summary>
    public uint Task { get; } = task;

    /// <summary>Whether it was forked after the restore: it is neither recorded nor prefetched for.</summary>
    public bool IsFork { get; } = isFork;

    /// <summary>Faults that were read and are not answered yet.</summary>
    public Queue<WaitingFault> Waiting { get; } = new(64);

    /// <summary>Whether the process has ended.</summary>
    public bool IsGone { get; set; }

    public void Dispose() => Faults.Dispose();
}

/// <summary>A thread that waits for a page.</summary>
/// <param name="Address">The page's.</param>
/// <param name="IsWrite">Whether it wants to write.</param>
/// <param name="ReadNs">When its event was read.</param>
internal readonly record struct WaitingFault(ulong Address, bool IsWrite, long ReadNs);
