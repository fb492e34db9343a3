using Thaw.Linux.UserFaults;
using Thaw.Pager.Adapters;
using Thaw.Pager.Maps;
using Thaw.Pager.Prefetching;
using Thaw.Pager.Sources;
using Thaw.Pager.WorkingSets;

namespace Thaw.Pager.Protocol;

/// <summary>What a restore's request comes to: maps, sources, and what is to be prefetched.</summary>
internal sealed class RestorePreparation
{
    private const int MostSources = 64;
    private const long MostPrefetchBytes = 1L << 30;

    private readonly RestoreRequest _request;

    private RestorePreparation(RestoreRequest request, IReadOnlyDictionary<uint, PageMap> maps)
    {
        _request = request;
        Maps = maps;
        Identity = MapIdentity.Of(maps, request.Label);
    }

    public IReadOnlyDictionary<uint, PageMap> Maps { get; }

    public required IReadOnlyList<IPageSource> Sources { get; init; }

    public required IReadOnlyList<(ulong Start, ulong Length)> Registered { get; init; }

    public byte[] Identity { get; }

    /// <summary>Why the working set that was named is not used; null: it is, or none was named.</summary>
    public string? WhyNotPrefetched { get; private set; }

    /// <summary>Prepares the restore of CRIU images.</summary>
    /// <exception cref="PagerException">The images cannot be read.</exception>
    public static RestorePreparation OfCriu(RestoreRequest request)
    {
        var access = request.Sources.Count > 0 ? request.Sources[0].Access : SourceAccess.Map;
        var memory = CriuMemory.Read(request.Images!);
        return new RestorePreparation(request, memory.Maps) { Sources = memory.OpenSources(access), Registered = memory.Areas };
    }

    /// <summary>Prepares the restore of one process's regions.</summary>
    /// <exception cref="PagerException">Regions or sources are no good.</exception>
    public static RestorePreparation OfRegions(RestoreRequest request, IReadOnlyList<RegionEntry> regions, HandedDescriptors descriptors)
    {
        var sources = OpenSources(request.Sources, descriptors);
        try
        {
            var runs = regions.Where(region => region.Source is not null)
                .Select(region => new PageRun(region.Address, region.Length, region.Source!.Value, region.Offset)).ToList();
            var map = PageMap.Create(runs);
            foreach (var run in runs)
                CheckSource(run, sources);
            return new RestorePreparation(request, new Dictionary<uint, PageMap> { [0] = map })
            {
                Sources = sources,
                Registered = [.. regions.Select(region => (region.Address, (ulong)region.Length))],
            };
        }
        catch (PagerException)
        {
            sources.ForEach(source => source.Dispose());
            throw;
        }
    }

    /// <summary>Prepares the restore of memory that one file has.</summary>
    /// <exception cref="PagerException">Ranges or file are no good.</exception>
    public static RestorePreparation OfRuns(RestoreRequest request, IReadOnlyList<PageRun> runs, string file)
    {
        List<IPageSource> sources = [FileSource.Open(file, SourceAccess.Map)];
        try
        {
            var map = PageMap.Create(runs);
            foreach (var run in runs)
                CheckSource(run, sources);
            return new RestorePreparation(request, new Dictionary<uint, PageMap> { [0] = map })
            {
                Sources = sources,
                Registered = [.. runs.Select(run => (run.Address, (ulong)run.Length))],
            };
        }
        catch (PagerException)
        {
            sources[0].Dispose();
            throw;
        }
    }

    /// <summary>Begins to read what is to be prefetched.</summary>
    /// <param name="wake">Called whenever more is there.</param>
    /// <exception cref="PagerException">The request asks for what does not go together.</exception>
    public PrefetchLoad? Prefetch(Action wake)
    {
        var policy = PrefetchPolicies.Find(_request.Mode ?? PrefetchPolicies.Usual);
        if (policy.NeedsWorkingSet && _request.WorkingSet is null)
            throw new PagerException($"mode '{policy.Name}' needs a working set");
        var table = _request.WorkingSet is null ? null : ReadTable(_request.WorkingSet);
        var plan = policy.Plan(Maps, table);
        if (plan.Runs.Count == 0)
            return null;
        if (_request.RecordTo is not null)
            throw new PagerException("what is prefetched cannot be recorded: record in mode 'lazy'");
        if (plan.Supply == PrefetchSupply.Source)
            return PrefetchLoad.FromSources(plan, Maps, Sources, wake);
        var (file, _) = PageFile.Open(_request.WorkingSet!, plan.Supply == PrefetchSupply.DirectWorkingSetFile);
        return PrefetchLoad.FromFile(plan, file, table!.DataStart, _request.WorkingSet!, wake);
    }

    /// <summary>A working set that is damaged or another snapshot's is not used; the process comes by its pages on demand.</summary>
    private WorkingSetTable? ReadTable(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var table = WorkingSetTable.Read(stream);
            if (!table.Identity.Span.SequenceEqual(Identity))
                WhyNotPrefetched = $"{path} belongs to another snapshot";
            else if (table.DataBytes > MostPrefetchBytes || table.Runs.Any(run => !Maps.ContainsKey(run.Task)))
                WhyNotPrefetched = $"{path} has more than can be prefetched";
            else
                return table;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            WhyNotPrefetched = $"{path}: {e.Message}";
        }
        return null;
    }

    private static List<IPageSource> OpenSources(IReadOnlyList<SourceEntry> entries, HandedDescriptors descriptors)
    {
        if (entries.Count > MostSources)
            throw new PagerException($"{entries.Count} sources; at most {MostSources} can be used");
        var sources = new List<IPageSource>();
        try
        {
            foreach (var entry in entries)
                sources.Add(OpenSource(entry, descriptors, sources.Count));
            return sources;
        }
        catch (PagerException)
        {
            sources.ForEach(source => source.Dispose());
            throw;
        }
    }

    private static IPageSource OpenSource(SourceEntry entry, HandedDescriptors descriptors, int number)
    {
        if (entry.File is { } path)
            return FileSource.Open(path, entry.Access);
        if (entry.Address is { } address)
            return new HttpSource(address, entry.Length);
        var descriptor = descriptors.Take("source") ?? throw new PagerException($"source {number} has neither a file nor a descriptor");
        return FileSource.Over(descriptor, $"source {number}", entry.Access);
    }

    private static void CheckSource(PageRun run, List<IPageSource> sources)
    {
        if (run.Source < 0 || run.Source >= sources.Count)
            throw new PagerException($"the range at {run.Address:x} names source {run.Source}; there are {sources.Count}");
        if (run.Offset + run.Length > sources[run.Source].Length)
            throw new PagerException($"the range at {run.Address:x} needs more of {sources[run.Source].Name} than its {sources[run.Source].Length} bytes");
    }
}
