using System.Globalization;

namespace Thaw.Images.Planning;

/// <summary>Decides which images to hold. Measures and holds nothing itself; the same request gives the same plan, in whatever order its functions stand.</summary>
/// <remarks>
/// The gain of an image is how often functions start from it a minute times what each start saves against starting from nothing; its cost
/// is the memory that it takes besides its parent. A function starts only from an image all of whose parts it would load
/// anyway, from the one that saves most of those that are held.
/// </remarks>
/// <example><code>
/// var plan = ImagePlanner.Plan(new PlanRequest { Parts = parts, Functions = functions, Costs = costs, MemoryBytes = 1L &lt;&lt; 30 });
/// foreach (var image in plan.Images) { … image.Reason … }
/// </code></example>
public static class ImagePlanner
{
    private const int MostLeftOut = 5;

    /// <summary>Makes a plan.</summary>
    /// <exception cref="ArgumentException">Parts or rates of the request make no sense.</exception>
    public static ImagePlan Plan(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(request);
        var groups = FunctionGroup.Of(request);
        var candidates = CandidateImages.Of(request, groups);
        var choice = new ImageChoice(request, groups, candidates);
        var chosen = InOrder(choice.Choose(), choice);
        var imageOf = new int[request.Functions.Count];
        var byGroup = groups.Select((_, group) => choice.ImageOf(chosen, group)).ToArray();
        for (var group = 0; group < groups.Count; group++)
        {
            foreach (var member in groups[group].Members)
                imageOf[member] = byGroup[group];
        }

        return new ImagePlan(Describe(request, groups, choice, chosen, byGroup), imageOf, LeftOut(request, candidates, choice, chosen));
    }

    private static void Check(PlanRequest request)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(request.MemoryBytes);
        if (!(request.HorizonMinutes > 0))
            throw new ArgumentOutOfRangeException(nameof(request), "the horizon has to be over 0 minutes");
        if (request.Parts.Any(part => !(part.InitMs >= 0) || part.Bytes < 0))
            throw new ArgumentOutOfRangeException(nameof(request), "a part costs 0 ms and 0 bytes at least");
        if (request.Functions.Any(function => !(function.StartsPerMinute >= 0) || double.IsInfinity(function.StartsPerMinute)))
            throw new ArgumentOutOfRangeException(nameof(request), "a function is started 0 times a minute at least");
        if (request.HeldBytes.Count > 0 && (request.HeldBytes.Count != request.Held.Count || request.HeldBytes.Any(bytes => bytes < 0)))
            throw new ArgumentException("there are as many sizes as images that are held, 0 bytes at least", nameof(request));
    }

    /// <summary>Parents first, otherwise as chosen.</summary>
    private static List<int> InOrder(IReadOnlyList<int> chosen, ImageChoice choice)
    {
        var tree = choice.Tree(chosen);
        var ordered = new List<int>();
        for (var i = 0; i < chosen.Count; i++)
            Add(i);
        return ordered;

        void Add(int image)
        {
            if (ordered.Contains(chosen[image]))
                return;
            if (tree.Parent(image) is >= 0 and var parent)
                Add(parent);
            ordered.Add(chosen[image]);
        }
    }

    private static List<PlannedImage> Describe(
        PlanRequest request, IReadOnlyList<FunctionGroup> groups, ImageChoice choice, List<int> chosen, int[] byGroup)
    {
        var tree = choice.Tree(chosen);
        var images = new List<PlannedImage>();
        for (var image = 0; image < chosen.Count; image++)
        {
            int[] users = [.. Enumerable.Range(0, groups.Count).Where(group => byGroup[group] == image)];
            var starts = users.Sum(group => groups[group].StartsPerMinute);
            var gain = users.Sum(group => groups[group].StartsPerMinute * choice.Saved(chosen[image], group));
            var functions = users.Sum(group => groups[group].Count);
            images.Add(new PlannedImage
            {
                Parts = [.. tree.Sets[image].Indices],
                Parent = tree.Parent(image),
                Bytes = tree.BytesOf(image),
                StartsPerMinute = starts,
                GainMsPerMinute = gain,
                Functions = functions,
                Name = ImageName.Of(tree, image, request.Parts),
                Reason = ReasonOf(functions, starts, gain, tree.BytesOf(image)),
            });
        }

        return images;
    }

    private static string ReasonOf(int functions, double starts, double gain, long bytes) => starts > 0
        ? Text($"{functions} function{(functions == 1 ? "" : "s")} start from it {starts:0.###} times a minute, each {gain / starts:0} ms sooner, for {bytes / 1e6:0} MB")
        : Text($"others are forked from it and share its {bytes / 1e6:0} MB");

    private static List<LeftOutImage> LeftOut(PlanRequest request, IReadOnlyList<PartSet> candidates, ImageChoice choice, List<int> chosen)
    {
        var (gained, held) = (choice.Gain(chosen), choice.Tree(chosen).Bytes);
        var found = new List<(double Gain, LeftOutImage Image)>();
        foreach (var candidate in Enumerable.Range(0, candidates.Count).Except(chosen))
        {
            int[] with = [.. chosen, candidate];
            var gain = choice.Gain(with) - gained;
            // Less than a hundredth of a millisecond a minute is rounding.
            if (gain < 0.01)
                continue;
            var tree = choice.Tree(with);
            var reason = tree.Bytes > request.MemoryBytes
                ? Text($"it would save {gain:0} ms a minute more; it takes {(tree.Bytes - held) / 1e6:0} MB, and {Math.Max(0, request.MemoryBytes - held) / 1e6:0} MB are left")
                : Text($"it would save {gain:0} ms a minute more, less than building it takes");
            found.Add((gain, new LeftOutImage(ImageName.Of(tree, with.Length - 1, request.Parts), reason)));
        }

        return [.. found.OrderByDescending(item => item.Gain).Take(MostLeftOut).Select(item => item.Image)];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
