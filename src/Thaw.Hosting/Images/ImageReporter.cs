using System.Globalization;
using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Images;

/// <summary>Says what a store of images holds.</summary>
internal static class ImageReporter
{
    /// <summary>What is held, what would be, and who gets it.</summary>
    /// <param name="store">The store.</param>
    /// <param name="memoryBytes">For how much memory it is planned, bytes.</param>
    public static ImageReport Describe(ImageStore store, long memoryBytes)
    {
        var (live, plan) = (store.Live, store.Plans.Plan(store.Live, memoryBytes));
        return new ImageReport(
            memoryBytes,
            [.. live.Select(Describe)],
            [.. plan.Images.Select(wanted => new WorthyImage(
                wanted.Spec.Name, LibrariesOf(wanted.Spec), wanted.Planned.GainMsPerMinute, wanted.Planned.Bytes, wanted.Planned.Functions,
                IsHeld(live, wanted.Spec), wanted.Planned.Reason))],
            [.. store.Failed.Select(failed => new FailedImage(failed.Key, failed.Value.Reason, failed.Value.Attempts))],
            [.. store.Plans.Functions.Select(function => Describe(store, function))],
            [.. plan.LeftOut.Select(image => $"{image.Name}: {image.Reason}")],
            [.. store.Plans.Requested().Select(image => new AskedForImage(image.Spec.Name, LibrariesOf(image.Spec), IsHeld(live, image.Spec), image.Reason))],
            [.. store.Asked.Deleted.Select(image => image.Name)]);
    }

    /// <summary>All of one image; null when there is none of this name.</summary>
    public static ImageDetails? Describe(ImageStore store, string name)
    {
        var image = store.Live.FirstOrDefault(image => image.Built.Spec.Name == name);
        var asked = store.Plans.Requested().FirstOrDefault(image => image.Spec.Name == name);
        var planned = store.Plans.Plan(store.Live).Images.FirstOrDefault(image => image.Spec.Name == name);
        return (image?.Built.Spec ?? asked?.Spec ?? planned?.Spec) is not { } spec ? null : new ImageDetails(
            name, spec.Runtime, spec.Build, asked?.Reason ?? planned?.Planned.Reason, store.Failed.GetValueOrDefault(name)?.Reason,
            image is null ? null : ContentOf(image), [.. spec.Modules.Select(module => module.Name)], [.. LibrariesOf(store, spec)],
            [.. store.Plans.Functions.Select(function => UserOf(store, image, function))]);
    }

    private static HeldImage Describe(LiveImage image) => new(
        image.Built.Spec.Name, image.Built.Spec.Runtime, LibrariesOf(image.Built.Spec), image.Built.Spec.Modules.Count, image.Bytes, image.BuildMs, image.Forks, image.Instances);

    private static FunctionImage Describe(ImageStore store, DeployedFunction function) => store.Find(function.Latest) is { } image
        ? new FunctionImage(function.Name, image.Built.Spec.Name, null)
        : new FunctionImage(function.Name, null, store.WhyNone(function.Latest));

    private static ImageContent ContentOf(LiveImage image) => new(
        image.Bytes, image.AnonymousBytes, image.BuildMs, image.Forks, image.Instances, image.Built.Content.Threads, image.Built.StartedThreads,
        [.. image.Built.Content.Loaded.Select(module => module.Name)],
        [.. image.Built.Content.Modules.Where(module => module.Error is not null || module.Ms >= 1).Select(module => new ModuleCost(module.Module, module.Ms, module.Error))],
        image.Built.Content.Variables);

    private static ImageUser UserOf(ImageStore store, LiveImage? image, DeployedFunction function)
    {
        if (image is null || store.Learnt.Find(function.Latest) is not { } learnt)
            return new ImageUser(function.Name, "no", image is null ? "the image is not there" : store.WhyNone(function.Latest));
        if (store.WhyNot(image, learnt) is { } why)
            return new ImageUser(function.Name, "no", why);
        return new ImageUser(function.Name, store.Find(function.Latest) == image ? "used" : "fits", null);
    }

    private static IEnumerable<ImageLibrary> LibrariesOf(ImageStore store, ImageSpec spec) => spec.Modules.Where(module => module.Content > 0)
        .DistinctBy(module => module.TopLevel, StringComparer.Ordinal).OrderBy(module => module.TopLevel, StringComparer.Ordinal)
        .Select(module => new ImageLibrary(
            module.TopLevel, module.Content.ToString("x16", CultureInfo.InvariantCulture), store.Learnt.PlacesOf(spec.Source).IsOperators(module.TopLevel)));

    private static bool IsHeld(IReadOnlyList<LiveImage> live, ImageSpec spec) => live.Any(image => image.Built.Spec.Name == spec.Name);

    private static IReadOnlyList<string> LibrariesOf(ImageSpec spec) =>
        [.. spec.Modules.Where(module => module.Content > 0).Select(module => module.TopLevel).Distinct().Order(StringComparer.Ordinal)];
}
