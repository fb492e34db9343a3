namespace Thaw.Hosting.Images;

/// <summary>Chooses which images to hold.</summary>
internal static class ImagePlanner
{
    // Of 1,400 modules (pandas and scikit-learn) the anonymous memory was 80 MB; a launcher, four sandboxes and an interpreter 26 MB.
    private const long BytesOfModule = 60 << 10;
    private const long BytesOfAny = 26 << 20;

    // All pairs of more would be compared for too long; those that start most are.
    private const int MostSets = 64;

    /// <summary>The images that spare the most time for their memory, the best first.</summary>
    /// <param name="starts">What is known of each version, and how often it starts, per minute.</param>
    /// <param name="budgetBytes">What all images together may take, bytes.</param>
    /// <param name="bytesOf">What an image takes that was built already, bytes; null for others.</param>
    public static IReadOnlyList<PlannedImage> Plan(
        IReadOnlyList<(LearntStart Start, double PerMinute)> starts, long budgetBytes, Func<string, long?> bytesOf)
    {
        var candidates = Candidates(starts).Select(spec => (Spec: spec, Bytes: bytesOf(spec.Name) ?? BytesOfAny + (spec.Modules.Count * BytesOfModule))).ToList();
        var spared = starts.Select(_ => 0.0).ToArray();
        var planned = new List<PlannedImage>();
        while (true)
        {
            var best = candidates.Where(each => each.Bytes <= budgetBytes)
                .Select(each => new PlannedImage(each.Spec, GainOf(each.Spec, starts, spared), each.Bytes, starts.Count(start => start.Start.Loads(each.Spec))))
                .Where(each => each.SparedMsPerMinute > 0).MaxBy(each => each.SparedMsPerMinute / each.Bytes);
            if (best is null)
                return planned;
            planned.Add(best);
            budgetBytes -= best.Bytes;
            candidates.RemoveAll(each => each.Spec.Name == best.Spec.Name);
            for (var i = 0; i < spared.Length; i++)
                spared[i] = Math.Max(spared[i], starts[i].Start.SparedMs(best.Spec));
        }
    }

    /// <summary>What versions would be spared beyond what the images chosen before it spare them, ms per minute.</summary>
    private static double GainOf(ImageSpec image, IReadOnlyList<(LearntStart Start, double PerMinute)> starts, double[] spared) =>
        starts.Select((each, i) => each.PerMinute * Math.Max(0, each.Start.SparedMs(image) - spared[i])).Sum();

    /// <summary>What each version loads, and what each two have in common: so images form a tree.</summary>
    private static IEnumerable<ImageSpec> Candidates(IReadOnlyList<(LearntStart Start, double PerMinute)> starts)
    {
        var whole = starts.OrderByDescending(each => each.PerMinute).Select(each => each.Start)
            .Select(start => new ImageSpec(start.Version.Runtime, start.Modules, start.Version)).DistinctBy(spec => spec.Name).Take(MostSets).ToList();
        var common = whole.SelectMany((one, i) => whole.Skip(i + 1).Where(other => other.Runtime == one.Runtime).Select(other => InCommon(one, other)));
        return whole.Concat(common).DistinctBy(spec => spec.Name);
    }

    private static ImageSpec InCommon(ImageSpec one, ImageSpec other)
    {
        var others = other.Modules.ToHashSet();
        // Not by "with": that would keep the name.
        return new ImageSpec(one.Runtime, [.. one.Modules.Where(others.Contains)], one.Source);
    }
}

/// <summary>An image that is worth its memory.</summary>
/// <param name="Spec">What it holds.</param>
/// <param name="SparedMsPerMinute">What it spares beyond those chosen before it, ms per minute.</param>
/// <param name="Bytes">What it takes, or is likely to, bytes.</param>
/// <param name="Versions">How many versions load all that it holds.</param>
internal sealed record PlannedImage(ImageSpec Spec, double SparedMsPerMinute, long Bytes, int Versions);
