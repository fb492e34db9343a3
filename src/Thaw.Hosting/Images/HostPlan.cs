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
    public static HostPlan Make(
        IReadOnlyList<(LearntStart Start, double PerMinute)> starts, long memoryBytes, IReadOnlyList<(ImageSpec Spec, long Bytes)> held)
    {
        if (starts.Count == 0)
            return new HostPlan([], []);
        var parts = new LearntParts(starts);
        var known = held.Select(image => (Parts: parts.Of(image.Spec), image.Bytes)).Where(image => image.Parts is not null).ToList();
        var plan = ImagePlanner.Plan(new PlanRequest
        {
            Parts = parts.Parts,
            Interpreters = parts.Interpreters,
            Functions = parts.Functions,
            Costs = ImageCosts.Of(starts),
            MemoryBytes = memoryBytes,
            // Each template is a process of its own, in namespaces of its own.
            ForksImages = false,
            Held = [.. known.Select(image => image.Parts!)],
            HeldBytes = [.. known.Select(image => image.Bytes)],
        });
        int[] images = [.. plan.ImageOf];
        return new HostPlan([.. plan.Images.Select((image, index) => new WantedImage(parts.SpecOf(image, Array.IndexOf(images, index)), image))], plan.LeftOut);
    }
}

/// <summary>An image that is worth its memory.</summary>
/// <param name="Spec">What it holds.</param>
/// <param name="Planned">Why.</param>
internal sealed record WantedImage(ImageSpec Spec, PlannedImage Planned);
