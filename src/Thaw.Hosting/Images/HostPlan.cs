using Thaw.Images.Planning;

namespace Thaw.Hosting.Images;

/// <summary>Which images a host should hold, from what boots have shown.</summary>
/// <param name="Images">Those that are worth their memory, the best first.</param>
/// <param name="LeftOut">Those that would gain most beyond them, with the reason.</param>
internal sealed record HostPlan(IReadOnlyList<WantedImage> Images, IReadOnlyList<LeftOutImage> LeftOut)
{
    /// <summary>Makes it.</summary>
    /// <param name="starts">What is known of each version, and how often it starts, per minute.</param>
    /// <param name="memoryBytes">What all images together may take, bytes.</param>
    /// <param name="held">Images that there are, and what they took of memory when they were made, bytes.</param>
    /// <param name="requested">Images that are held whatever they gain: their memory goes first, and what starts from them needs no other; null: none.</param>
    public static HostPlan Make(
        IReadOnlyList<(LearntStart Start, double PerMinute)> starts, long memoryBytes, IReadOnlyList<(ImageSpec Spec, long Bytes)> held,
        IReadOnlyList<ProvidedImage>? requested = null)
    {
        if (starts.Count == 0)
            return new HostPlan([], []);
        var parts = new LearntParts(starts);
        var known = held.Select(image => (Parts: parts.Of(image.Spec), image.Bytes)).Where(image => image.Parts is not null).ToList();
        var provided = (requested ?? []).Select(parts.Within).OfType<IReadOnlyCollection<int>>().ToList();
        var plan = ImagePlanner.Plan(new PlanRequest
        {
            Parts = parts.Parts,
            Interpreters = parts.Interpreters,
            Functions = parts.Functions,
            Costs = ImageCosts.Of(starts),
            MemoryBytes = Math.Max(0, memoryBytes - (requested ?? []).Sum(image => image.Bytes)),
            // Each template is a process of its own, in namespaces of its own.
            ForksImages = false,
            Held = [.. known.Select(image => image.Parts!), .. provided],
            // What was asked for is paid for already.
            HeldBytes = [.. known.Select(image => image.Bytes), .. provided.Select(_ => 0L)],
        });
        int[] images = [.. plan.ImageOf];
        var own = plan.Images.Select((image, index) => (Image: image, Index: index)).Where(each => !provided.Any(set => set.Count == each.Image.Parts.Count && each.Image.Parts.All(set.Contains)));
        return new HostPlan([.. own.Select(each => new WantedImage(parts.SpecOf(each.Image, Array.IndexOf(images, each.Index)), each.Image))], plan.LeftOut);
    }
}

/// <summary>An image that is held because somebody asked for it.</summary>
/// <param name="Runtime">Its interpreter.</param>
/// <param name="Modules">All modules that it has, or is to have.</param>
/// <param name="Bytes">What it takes of memory, or is likely to, bytes.</param>
internal sealed record ProvidedImage(string Runtime, IReadOnlySet<ImageModule> Modules, long Bytes);

/// <summary>An image that is worth its memory.</summary>
/// <param name="Spec">What it holds.</param>
/// <param name="Planned">Why.</param>
internal sealed record WantedImage(ImageSpec Spec, PlannedImage Planned);
