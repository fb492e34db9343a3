using Thaw.Linux.Processes;
using Thaw.Pager.Maps;
using Thaw.Pager.Prefetching;
using Thaw.Pager.Sources;
using Thaw.Pager.WorkingSets;

namespace Thaw.Pager.Engine;

/// <summary>What a session is made of. Process and sources belong to who starts it, and outlive it.</summary>
internal sealed class PagingSettings
{
    /// <summary>What is killed when a page cannot be had, and whose end is the session's.</summary>
    public required ProcessHandle Process { get; init; }

    public required IReadOnlyList<IPageSource> Sources { get; init; }

    /// <summary>Each task's map.</summary>
    public required IReadOnlyDictionary<uint, PageMap> Maps { get; init; }

    /// <summary>What the client registered, where that is more than the maps' runs: the ranges to be unregistered at the end.</summary>
    public IReadOnlyList<(ulong Start, ulong Length)> Registered { get; init; } = [];

    /// <summary>Begins to read what is to be prefetched; answers null for nothing. Given what wakes the session.</summary>
    public Func<Action, PrefetchLoad?> Prefetch { get; init; } = _ => null;

    /// <summary>Where the working set is recorded to; null: nowhere.</summary>
    public string? RecordTo { get; init; }

    /// <summary>How many untouched pages a recording takes along between touched ones.</summary>
    public int GapPages { get; init; } = WorkingSetBuilder.UsualGapPages;

    /// <summary>What trace and working set belong to.</summary>
    public required byte[] Identity { get; init; }

    /// <summary>Told of descriptors of forked processes; called by the session's thread.</summary>
    public Action<Linux.UserFaults.UserFault> Forked { get; init; } = _ => { };

    /// <summary>Told once when the working set is in place, or cannot be had, and then why; called by the session's thread.</summary>
    public Action<string?> Prefetched { get; init; } = _ => { };
}
