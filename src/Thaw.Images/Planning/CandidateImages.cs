namespace Thaw.Images.Planning;

/// <summary>The images that a plan chooses from: what single functions load, what several have in common, and the bare interpreter.</summary>
/// <remarks>
/// What two functions both load can be initialised without anything else: a module that both load brings the same modules along
/// in both. So any intersection can be an image.
/// </remarks>
internal static class CandidateImages
{
    /// <summary>
    /// Groups whose intersections are looked at: those with the most initialisation a minute. Each round compares all pairs, and an
    /// image that only rare functions share gains next to nothing.
    /// </summary>
    private const int MostIntersected = 48;

    /// <summary>Candidates at most, besides those of single functions: choosing looks at each of them for each image that is held.</summary>
    private const int MostShared = 256;

    /// <summary>Finds them, in an order that depends on nothing but the request.</summary>
    public static IReadOnlyList<PartSet> Of(PlanRequest request, IReadOnlyList<FunctionGroup> groups)
    {
        var found = new HashSet<PartSet> { PartSet.Of([], request.Parts) };
        found.UnionWith(request.Candidates.Concat(request.Held).Select(parts => PartSet.Of(parts, request.Parts)));
        found.UnionWith(groups.Select(group => group.Parts));
        var most = groups.OrderByDescending(group => group.StartsPerMinute * group.Parts.InitMs).Take(MostIntersected)
            .Select(group => group.Parts).ToList();
        var shared = new HashSet<PartSet>();
        for (var fresh = most; fresh.Count > 0 && shared.Count < MostShared;)
            fresh = Intersect(fresh, most, found, shared, request.Parts);
        found.UnionWith(shared);
        if (request.Interpreters.Count > 0)
            found.RemoveWhere(image => !image.Indices.Any(request.Interpreters.Contains));
        return [.. found.Order(Comparer<PartSet>.Create((one, other) => one.CompareTo(other)))];
    }

    private static List<PartSet> Intersect(
        List<PartSet> some, List<PartSet> others, HashSet<PartSet> known, HashSet<PartSet> shared, IReadOnlyList<ImagePart> parts)
    {
        var fresh = new List<PartSet>();
        foreach (var one in some)
        {
            foreach (var other in others)
            {
                var common = one.Common(other, parts);
                if (shared.Count < MostShared && !known.Contains(common) && shared.Add(common))
                    fresh.Add(common);
            }
        }

        return fresh;
    }
}
