using Thaw.Criu.Images;
using Thaw.Criu.Images.Tasks;
using Thaw.Pager.Sources;
using PageMap = Thaw.Pager.Maps.PageMap;
using PageRun = Thaw.Pager.Maps.PageRun;

namespace Thaw.Pager.Adapters;

/// <summary>The memory of the processes of a CRIU image folder that can be restored on demand.</summary>
internal sealed class CriuMemory
{
    private readonly List<string> _files = [];

    private CriuMemory()
    {
    }

    /// <summary>Each process's map, by its pid in the images.</summary>
    public Dictionary<uint, PageMap> Maps { get; } = [];

    /// <summary>All anonymous areas of all processes: those that CRIU may have registered.</summary>
    public List<(ulong Start, ulong Length)> Areas { get; } = [];

    /// <summary>Reads an image folder.</summary>
    /// <exception cref="PagerException">It is damaged or cannot be read.</exception>
    public static CriuMemory Read(string images)
    {
        try
        {
            var memory = new CriuMemory();
            foreach (var process in ProcessTree.Read(images))
                memory.Add(images, process.Pid);
            return memory;
        }
        catch (Exception e) when (e is CriuImageException or IOException or UnauthorizedAccessException)
        {
            throw new PagerException($"the images in {images}: {e.Message}", e);
        }
    }

    /// <summary>Opens the files of pages, in the order of the maps' numbers.</summary>
    /// <exception cref="PagerException">One cannot be opened.</exception>
    public IReadOnlyList<IPageSource> OpenSources(SourceAccess access)
    {
        var sources = new List<IPageSource>();
        try
        {
            foreach (var file in _files)
                sources.Add(FileSource.Open(file, access));
            return sources;
        }
        catch (PagerException)
        {
            sources.ForEach(source => source.Dispose());
            throw;
        }
    }

    private void Add(string images, uint pid)
    {
        var stored = Thaw.Criu.Images.Pages.PageMap.Open(images, pid);
        var areas = MemoryImage.Read(images, pid);
        var first = _files.Count;
        _files.AddRange(stored.Files);
        var runs = new List<PageRun>();
        foreach (var run in stored.Runs)
        {
            // The others CRIU puts itself, before the process runs. What is stored nowhere is zeros, as is all that the map does not name.
            if (run is { IsLazy: true, File: >= 0 })
                Split(run, areas, first, runs);
        }
        Maps[pid] = PageMap.Create(runs);
        Areas.AddRange(areas.Areas.Where(area => area.IsZeroWhenUntouched).Select(area => (area.Start, area.Bytes)));
    }

    /// <summary>A run of CRIU's may reach over two areas; one copy must not.</summary>
    private static void Split(Thaw.Criu.Images.Pages.PageRun run, MemoryImage areas, int firstFile, List<PageRun> runs)
    {
        for (var address = run.Address; address < run.End;)
        {
            var area = areas.Find(address);
            var end = area < 0 ? run.End : Math.Min(areas.Areas[area].End, run.End);
            runs.Add(new PageRun(address, (long)(end - address), firstFile + run.File, run.Offset + (long)(address - run.Address)));
            address = end;
        }
    }
}
