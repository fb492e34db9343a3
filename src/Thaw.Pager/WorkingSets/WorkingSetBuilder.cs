using Thaw.Linux.Files;
using Thaw.Linux.UserFaults;
using Thaw.Pager.Maps;
using Thaw.Pager.Sources;

namespace Thaw.Pager.WorkingSets;

/// <summary>Makes a working-set file of a trace.</summary>
public static class WorkingSetBuilder
{
    /// <summary>
    /// How many pages of the snapshot between two touched ones are taken along, so that they go in one copy: four made 583 runs of
    /// 1,530, and a restore of 68 ms one of 57 (Python with pandas and scikit-learn).
    /// </summary>
    public const int UsualGapPages = 4;

    private static ulong PageBytes => (ulong)UserFault.PageBytes;

    /// <summary>Brings touched pages together.</summary>
    /// <param name="touches">The pages.</param>
    /// <param name="maps">Each task's map, as it was before anything was restored. Touches of other tasks are left out.</param>
    /// <param name="gapPages">How many untouched pages may lie between two touched ones of a run, from 0 on.</param>
    /// <returns>Runs in the order in which the first page of each was touched; without checksums.</returns>
    public static IReadOnlyList<WorkingSetRun> Coalesce(
        IReadOnlyList<PageTouch> touches, IReadOnlyDictionary<uint, PageMap> maps, int gapPages)
    {
        var known = touches.Select((touch, order) => (touch, order)).Where(pair => maps.ContainsKey(pair.touch.Task));
        var runs = new List<(WorkingSetRun Run, int Order)>();
        foreach (var (touch, order) in known.OrderBy(pair => pair.touch.Task).ThenBy(pair => pair.touch.Address))
        {
            if (runs.Count > 0 && Extend(runs[^1].Run, touch, maps[touch.Task], gapPages) is { } longer)
                runs[^1] = (longer, Math.Min(runs[^1].Order, order));
            else
                runs.Add((new WorkingSetRun(touch.Task, touch.Address, 1, touch.IsZero), order));
        }
        long offset = 0;
        var ordered = runs.OrderBy(pair => pair.Order).Select(pair => pair.Run).ToList();
        for (var i = 0; i < ordered.Count; i++)
        {
            ordered[i] = ordered[i] with { DataOffset = offset };
            offset += ordered[i].IsZero ? 0 : ordered[i].Length;
        }
        return ordered;
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="runs">As <see cref="Coalesce"/> made them.</param>
    /// <param name="maps">The same maps.</param>
    /// <param name="sources">Where the pages come from.</param>
    /// <param name="identity">What it belongs to: <see cref="MapIdentity"/>.</param>
    /// <exception cref="PagerException">A source cannot be read.</exception>
    public static void Write(
        string path, IReadOnlyList<WorkingSetRun> runs, IReadOnlyDictionary<uint, PageMap> maps,
        IReadOnlyList<IPageSource> sources, ReadOnlyMemory<byte> identity)
    {
        using var pages = PageMemory.Allocate((long)PageBytes);
        DurableFile.WriteAtomically(path, stream =>
        {
            // The table goes before the bytes whose checksums it has.
            var finished = runs.ToArray();
            stream.Write(WorkingSetTable.Create(finished, identity).ToBytes());
            for (var i = 0; i < finished.Length; i++)
                finished[i] = finished[i] with { Checksum = finished[i].IsZero ? 0 : Append(stream, finished[i], maps, sources, pages) };
            stream.Position = 0;
            stream.Write(WorkingSetTable.Create(finished, identity).ToBytes());
        });
    }

    private static WorkingSetRun? Extend(WorkingSetRun run, PageTouch touch, PageMap map, int gapPages)
    {
        var end = run.Address + (ulong)run.Length;
        if (touch.Task != run.Task || touch.IsZero != run.IsZero || touch.Address < end)
            return null;
        var gap = (touch.Address - end) / PageBytes;
        // Zeros are put without a copy: nothing is won by more of them. Other pages must be of one range of the snapshot, the gap included:
        // two ranges may be two mappings, which one copy cannot fill.
        var bridged = run.IsZero
            ? gap == 0
            : gap <= (ulong)gapPages && map.TryFind(end - PageBytes, out var owner) && owner.End > touch.Address;
        return bridged && run.Pages + (long)gap < WorkingSetRun.MostPages ? run with { Pages = run.Pages + (int)gap + 1 } : null;
    }

    private static uint Append(
        Stream stream, WorkingSetRun run, IReadOnlyDictionary<uint, PageMap> maps, IReadOnlyList<IPageSource> sources, PageMemory scratch)
    {
        var bytes = new byte[run.Length];
        for (long at = 0; at < run.Length; at += (long)PageBytes)
        {
            var address = run.Address + (ulong)at;
            if (!maps[run.Task].TryFind(address, out var owner))
                throw new PagerException($"the page at {address:x} is not one of the snapshot");
            var offset = owner.Offset + (long)(address - owner.Address);
            sources[owner.Source].Read(offset, bytes.AsSpan((int)at, (int)PageBytes), scratch);
        }
        stream.Write(bytes);
        return Checksum.Of(bytes);
    }
}
