using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Images;

/// <summary>Says what a store of images holds.</summary>
internal static class ImageReporter
{
    public static ImageReport Describe(ImageStore store, long memoryBytes, IEnumerable<DeployedFunction> functions)
    {
        var (live, plan) = (store.Live, store.Plan());
        return new ImageReport(
            memoryBytes,
            [.. live.Select(Describe)],
            [.. plan.Images.Select(wanted => new WorthyImage(
                wanted.Spec.Name, LibrariesOf(wanted.Spec), wanted.Planned.GainMsPerMinute, wanted.Planned.Bytes, wanted.Planned.Functions,
                live.Any(image => image.Built.Spec.Name == wanted.Spec.Name), wanted.Planned.Reason))],
            [.. store.Failed.Select(failed => new FailedImage(failed.Key, failed.Value.Reason, failed.Value.Attempts))],
            [.. functions.Select(function => Describe(store, function))],
            [.. plan.LeftOut.Select(image => $"{image.Name}: {image.Reason}")]);
    }

    private static HeldImage Describe(LiveImage image) => new(
        image.Built.Spec.Name, image.Built.Spec.Runtime, LibrariesOf(image.Built.Spec), image.Built.Spec.Modules.Count, image.Bytes, image.BuildMs, image.Forks, image.Instances);

    private static FunctionImage Describe(ImageStore store, DeployedFunction function) => store.Find(function.Latest) is { } image
        ? new FunctionImage(function.Name, image.Built.Spec.Name, null)
        : new FunctionImage(function.Name, null, store.WhyNone(function.Latest));

    private static IReadOnlyList<string> LibrariesOf(ImageSpec spec) =>
        [.. spec.Modules.Where(module => module.File > 0).Select(module => module.TopLevel).Distinct().Order(StringComparer.Ordinal)];
}
