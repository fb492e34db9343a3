using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Images;

/// <summary>Which images a host wants: those that were asked for, and beside them those that are worth their memory.</summary>
/// <param name="learnt">What versions load, and how often they start.</param>
/// <param name="asked">What was asked for by hand.</param>
/// <param name="functions">What is deployed.</param>
/// <param name="memoryBytes">What all images together may take, bytes.</param>
/// <remarks>Members may be called from any thread.</remarks>
internal sealed class ImagePlans(LearntVersions learnt, AskedImages asked, Func<IReadOnlyList<DeployedFunction>> functions, long memoryBytes)
{
    /// <summary>What all images together may take, bytes.</summary>
    public long MemoryBytes => memoryBytes;

    /// <summary>What is deployed.</summary>
    public IReadOnlyList<DeployedFunction> Functions => functions();

    /// <summary>All versions of it.</summary>
    public IReadOnlyList<FunctionVersion> Versions => [.. Functions.SelectMany(function => function.Versions.Prepend(function.Latest))];

    /// <summary>The images that are held whatever they gain.</summary>
    public IReadOnlyList<RequestedImage> Requested() => asked.Requested(Functions);

    /// <summary>What is worth its memory beside those.</summary>
    /// <param name="live">What is there.</param>
    /// <param name="bytes">What all images together may take, bytes; null: as much as they may.</param>
    public HostPlan Plan(IReadOnlyList<LiveImage> live, long? bytes = null) => Plan(Requested(), live, bytes ?? memoryBytes);

    /// <summary>All that is to be there, in the order in which it is to be made.</summary>
    /// <param name="live">What is there.</param>
    public IReadOnlyList<(ImageSpec Spec, bool IsRequested)> Wanted(IReadOnlyList<LiveImage> live)
    {
        var requested = Requested();
        return
        [
            .. requested.Select(image => (image.Spec, IsRequested: true))
                .Concat(Plan(requested, live, memoryBytes).Images.Select(image => (image.Spec, IsRequested: false)).Where(image => !asked.IsDeleted(image.Spec.Name)))
                .DistinctBy(image => image.Spec.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Why an image that was asked for is not held; null when it is. What nobody asked for is only what fits, and does without a module that fails.</summary>
    /// <param name="image">The image, as it was made.</param>
    /// <param name="live">What is there beside it.</param>
    public string? WhyRefused(LiveImage image, IReadOnlyList<LiveImage> live)
    {
        if (image.Built.Content.Modules.FirstOrDefault(module => module.Error is not null) is { } failed)
            return $"{failed.Module} cannot be imported: {failed.Error}";
        var requested = Requested().Select(other => other.Spec.Name).ToHashSet();
        var left = memoryBytes - live.Where(other => requested.Contains(other.Built.Spec.Name)).Sum(other => other.Bytes);
        return image.Bytes > left ? FormattableString.Invariant($"it takes {image.Bytes / 1e6:0} MB, and {Math.Max(0, left) / 1e6:0} MB of --image-memory are left") : null;
    }

    private HostPlan Plan(IReadOnlyList<RequestedImage> requested, IReadOnlyList<LiveImage> live, long bytes)
    {
        var names = requested.Select(image => image.Spec.Name).ToHashSet();
        return HostPlan.Make(
            learnt.Starts, bytes, [.. live.Where(image => !names.Contains(image.Built.Spec.Name)).Select(image => (image.Built.Spec, image.Bytes))],
            [.. requested.Select(image => Provided(image.Spec, live.FirstOrDefault(each => each.Built.Spec.Name == image.Spec.Name)))]);
    }

    private ProvidedImage Provided(ImageSpec spec, LiveImage? image)
    {
        if (image is null)
            return new ProvidedImage(spec.Runtime, spec.Modules.ToHashSet(), ImageCosts.BytesOf(spec.Modules.Count));
        var loaded = learnt.ModulesOf(spec.Source, image.Built.Content.Loaded.Select(module => module.Name));
        return new ProvidedImage(spec.Runtime, loaded.ToHashSet(), image.Bytes);
    }
}
