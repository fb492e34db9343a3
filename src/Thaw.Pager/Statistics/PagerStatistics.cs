namespace Thaw.Pager.Statistics;

/// <summary>What a restore took, so far or in all. Counts are of pages where the name says so.</summary>
public sealed record PagerStatistics
{
    /// <summary>Faults that were answered.</summary>
    public long Faults { get; init; }

    /// <summary>Of these, faults outside what the snapshot stores: answered with zeros.</summary>
    public long ZeroFaults { get; init; }

    /// <summary>Of the faults, those that came when the whole working set was there.</summary>
    public long FaultsAfterPrefetch { get; init; }

    /// <summary>Pages that were there before they were asked for, because the working set names them.</summary>
    public long PrefetchedPages { get; init; }

    /// <summary>Pages that were streamed in the background.</summary>
    public long StreamedPages { get; init; }

    /// <summary>Calls that put prefetched pages.</summary>
    public long PrefetchCopies { get; init; }

    /// <summary>Pages of the snapshot.</summary>
    public long Pages { get; init; }

    /// <summary>Bytes that were copied into the process.</summary>
    public long CopiedBytes { get; init; }

    /// <summary>Times that the process changed its memory map.</summary>
    public long MapChanges { get; init; }

    /// <summary>From the beginning of the prefetch until the working set was there, milliseconds; 0 without one.</summary>
    public double PrefetchMs { get; init; }

    /// <summary>From reading the event until the page was there, microseconds: half of the faults took at most this.</summary>
    public double ServiceP50Us { get; init; }

    /// <summary>The same for 99 of a hundred.</summary>
    public double ServiceP99Us { get; init; }
}
