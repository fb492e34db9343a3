using Thaw.Pager.Maps;

namespace Thaw.Pager.Statistics;

/// <summary>Counts while a session runs.</summary>
/// <remarks>Its thread counts; a reading of another thread may be a moment old.</remarks>
internal sealed class SessionCounters
{
    public long Faults;
    public long ZeroFaults;
    public long FaultsAfterPrefetch;
    public long PrefetchedPages;
    public long StreamedPages;
    public long PrefetchCopies;
    public long CopiedBytes;
    public long MapChanges;
    public long PrefetchNs;

    public ServiceTimes Times { get; } = new();

    public PagerStatistics Read(IEnumerable<PageMap> maps) => new()
    {
        Faults = Faults,
        ZeroFaults = ZeroFaults,
        FaultsAfterPrefetch = FaultsAfterPrefetch,
        PrefetchedPages = PrefetchedPages,
        StreamedPages = StreamedPages,
        PrefetchCopies = PrefetchCopies,
        CopiedBytes = CopiedBytes,
        MapChanges = MapChanges,
        PrefetchMs = PrefetchNs / 1e6,
        Pages = maps.Sum(map => (long)map.Pages),
        ServiceP50Us = Times.Quantile(0.5) / 1e3,
        ServiceP99Us = Times.Quantile(0.99) / 1e3,
    };
}
