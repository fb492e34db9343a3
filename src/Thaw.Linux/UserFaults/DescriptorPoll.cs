using System.Runtime.InteropServices;
using Thaw.Linux.Native;

namespace Thaw.Linux.UserFaults;

/// <summary>ppoll(2) on a few descriptors, without allocation and with a limit finer than a millisecond.</summary>
/// <remarks>For one thread. The descriptors stay their owners', who keep them open meanwhile.</remarks>
public sealed unsafe class DescriptorPoll
{
    private PollEntry[] _entries = new PollEntry[4];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds one, and answers its place.</summary>
    public int Add(SafeHandle descriptor)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Count * 2);
        _entries[Count] = new PollEntry { Descriptor = (int)descriptor.DangerousGetHandle(), Events = PollEntry.In };
        return Count++;
    }

    /// <summary>Removes all.</summary>
    public void Clear() => Count = 0;

    /// <summary>Waits until one is readable.</summary>
    /// <param name="limitNs">At most this long, nanoseconds; 0 only looks; negative for ever. A signal ends the wait, too.</param>
    /// <returns>Whether one is.</returns>
    public bool Wait(long limitNs)
    {
        var limit = new TimeSpec { Seconds = limitNs / 1_000_000_000, Nanoseconds = limitNs % 1_000_000_000 };
        fixed (PollEntry* entries = _entries)
        {
            // Safe: as many entries as the array holds at least; the time is on our stack.
            var ready = LibC.PollFor(entries, (nuint)Count, limitNs < 0 ? null : &limit, null);
            if (ready == -1 && Marshal.GetLastPInvokeError() != Errno.Interrupted)
                throw Errno.LastAsException("cannot wait for descriptors");
            if (ready <= 0)
                new Span<PollEntry>(entries, Count).ForgetAnswers();
            return ready > 0;
        }
    }

    /// <summary>Whether the one at a place was readable when the last wait ended.</summary>
    public bool IsReady(int place) => _entries[place].Returned != 0;
}

file static class Answers
{
    public static void ForgetAnswers(this Span<PollEntry> entries)
    {
        foreach (ref var entry in entries)
            entry.Returned = 0;
    }
}
