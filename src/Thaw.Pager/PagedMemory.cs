using Thaw.Linux.Processes;
using Thaw.Pager.Sources;

namespace Thaw.Pager;

/// <summary>How a restore's pages are brought, whatever restores it.</summary>
public abstract record PagedMemory
{
    /// <summary>
    /// What is killed when a page cannot be had, and whose end ends the paging: the process itself, or the first of its pid namespace.
    /// Stays the caller's, who keeps it open until the end.
    /// </summary>
    public required ProcessHandle Process { get; init; }

    /// <summary>Which pages are brought before they are asked for: lazy, parallel, ws-file, reap, or a policy that was added.</summary>
    public string Mode { get; init; } = "lazy";

    /// <summary>The file of the working set that an earlier restore recorded; null: none.</summary>
    public string? WorkingSet { get; init; }

    /// <summary>Where to record the working set; the trace lies beside it, with <c>.trace</c> behind its name. Null: nothing is recorded.</summary>
    public string? RecordTo { get; init; }

    /// <summary>How many untouched pages a recording takes along between touched ones; null: as many as measured best.</summary>
    public int? GapPages { get; init; }

    /// <summary>What tells this snapshot from others that have the same memory map, such as its name in a store.</summary>
    public string Label { get; init; } = "";

    /// <summary>How the snapshot's pages are read.</summary>
    public SourceAccess Access { get; init; } = SourceAccess.Map;

    /// <summary>Whether what is missing is streamed once the working set is there, instead of when <see cref="PagedRestore.StreamAsync"/> says so.</summary>
    public bool StreamAtOnce { get; init; }
}

/// <summary>Memory that CRIU restores with lazy pages.</summary>
/// <param name="Images">The folder of its images.</param>
/// <param name="Socket">Where CRIU will look for its daemon: <c>lazy-pages.socket</c> in the work folder that it is given; at most 107 bytes.</param>
public sealed record CriuMemoryRequest(string Images, string Socket) : PagedMemory;
