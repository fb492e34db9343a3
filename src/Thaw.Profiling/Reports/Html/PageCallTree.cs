using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Stacks;

namespace Thaw.Profiling.Reports.Html;

/// <summary>A calling-context tree in columns, of a size that a page can hold.</summary>
internal sealed class PageCallTree(CallTree tree, int runs, StringTable strings, DisplayPaths paths)
{
    /// <summary>Most paths of a phase. A sample function has some thousands; a chart shows fewer than a thousand boxes at once.</summary>
    public const int MostPaths = 20_000;

    /// <summary>Builds it; the shortest paths beyond <see cref="MostPaths"/> are counted in their callers.</summary>
    public PageCalls Build()
    {
        var kept = Kept();
        var (place, self) = Fold(kept);
        var functions = kept.Select(node => tree.Nodes[node].Function).Distinct().Order().ToArray();
        var functionPlace = functions.Select((function, i) => (function, i)).ToDictionary(pair => pair.function, pair => pair.i);
        var used = Array.ConvertAll(functions, function => tree.Functions[function]);
        return new PageCalls(
            tree.Phase, Math.Max(1, runs),
            Array.ConvertAll(used, function => strings[function.Name]),
            Array.ConvertAll(used, function => strings[paths[function.File]]),
            Array.ConvertAll(used, function => function.Module),
            new PageCallNodes(
                Array.ConvertAll(kept, node => tree.Nodes[node].Parent < 0 ? -1 : place[tree.Nodes[node].Parent]),
                Array.ConvertAll(kept, node => functionPlace[tree.Nodes[node].Function]),
                Array.ConvertAll(kept, node => tree.Nodes[node].IsNative ? 1 : 0),
                Array.ConvertAll(self, time => time.WallMs),
                Array.ConvertAll(self, time => time.Samples)),
            new PageFolded(tree.Nodes.Count - kept.Length, LongestFolded(place) / Math.Max(1, runs)));
    }

    /// <summary>The longest paths, callers first. A caller is never shorter than what it calls, so no path loses its caller.</summary>
    private int[] Kept()
    {
        var nodes = Enumerable.Range(0, tree.Nodes.Count);
        return tree.Nodes.Count <= MostPaths
            ? [.. nodes]
            : [.. nodes.OrderByDescending(node => tree.Total[node].WallMs).ThenBy(node => node).Take(MostPaths).Order()];
    }

    /// <summary>Where each node went, and the time of each kept one with what was folded into it.</summary>
    private (int[] Place, CallTime[] Self) Fold(int[] kept)
    {
        var place = new int[tree.Nodes.Count];
        Array.Fill(place, -1);
        for (var i = 0; i < kept.Length; i++)
        {
            place[kept[i]] = i;
        }

        var self = new CallTime[kept.Length];
        var into = new int[tree.Nodes.Count];
        for (var node = 0; node < into.Length; node++)
        {
            into[node] = place[node] >= 0 || tree.Nodes[node].Parent < 0 ? place[node] : into[tree.Nodes[node].Parent];
            if (into[node] >= 0)
            {
                self[into[node]] += tree.Self[node];
            }
        }

        return (place, self);
    }

    private double LongestFolded(int[] place)
    {
        var longest = 0.0;
        for (var node = 0; node < place.Length; node++)
        {
            if (place[node] < 0)
            {
                longest = Math.Max(longest, tree.Total[node].WallMs);
            }
        }

        return longest;
    }
}
