using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Images;

/// <summary>Says what a store of images holds.</summary>
internal static class ImageReporter
{
    public static ImageReport Describe(ImageStore store, long memoryBytes, IEnumerable<DeployedFunction> functions)
    {
        var live = store.Live;
        return new ImageReport(
            memoryBytes,
            [.. live.Select(Describe)],
            [.. store.Plan().Select(planned => new WorthyImage(
                planned.Spec.Name, LibrariesOf(planned.Spec), planned.SparedMsPerMinute, planned.Bytes, planned.Versions,
                live.Any(image => image.Built.Spec.Name == planned.Spec.Name)))],
            [.. store.Failed.Select(failed => new FailedImage(failed.Key, failed.Value.Reason, failed.Value.Attempts))],
            [.. functions.Select(function => Describe(store, function))]);
    }

    private static HeldImage Describe(LiveImage image) => new(
        image.Built.Spec.Name, image.Built.Spec.Runtime, LibrariesOf(image.Built.Spec), image.Built.Spec.Modules.Count, image.Bytes, image.BuildMs, image.Forks, image.Instances);

    private static FunctionImage Describe(ImageStore store, DeployedFunction function) => store.Find(function.Latest) is { } image
        ? new FunctionImage(function.Name, image.Built.Spec.Name, null)
        : new FunctionImage(function.Name, null, store.WhyNone(function.Latest));

    private static IReadOnlyList<string> LibrariesOf(ImageSpec spec) =>
        [.. spec.Modules.Where(module => module.File > 0).Select(module => module.TopLevel).Distinct().Order(StringComparer.Ordinal)];
}
