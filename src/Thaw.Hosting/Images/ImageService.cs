using Thaw.Functions;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Runtimes;

namespace Thaw.Hosting.Images;

/// <summary>What can be asked of a host's dependency images.</summary>
/// <remarks>Members may be called from any thread.</remarks>
public sealed class ImageService
{
    private const int LongestModules = 5000;

    private readonly ImageStore? _images;
    private readonly FunctionStore _functions;
    private readonly RuntimeCatalogue _runtimes;

    internal ImageService(ImageStore? images, FunctionStore functions, RuntimeCatalogue runtimes) => (_images, _functions, _runtimes) = (images, functions, runtimes);

    /// <summary>What is held, what would be, and who gets it.</summary>
    /// <param name="memoryBytes">Planned for that much memory of all images, bytes; null: for what the host has for them.</param>
    public ImageReport Describe(long? memoryBytes = null) => _images is null ? ImageReport.None : ImageReporter.Describe(_images, memoryBytes ?? _images.Plans.MemoryBytes);

    /// <summary>All that is known of one image.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="HostingException">There is none of this name.</exception>
    public ImageDetails Inspect(string name) => ImageReporter.Describe(Images, name) ?? throw NotFound(name);

    /// <summary>Has an image made, and held from now on whatever it gains.</summary>
    /// <param name="wanted">What it holds.</param>
    /// <param name="cancellation">Ends the wait, not the wish.</param>
    /// <returns>What it came to, or why it could not be made.</returns>
    /// <exception cref="HostingException">No function that is deployed has all of its modules.</exception>
    public async Task<ImageDetails> BuildAsync(ImageWish wanted, CancellationToken cancellation)
    {
        var (asked, spec) = Resolve(wanted, isOfPlan: false);
        Images.Asked.Add(asked);
        Images.Retry(spec.Name);
        await Images.BuildNowAsync(spec, isRequested: true, cancellation).ConfigureAwait(false);
        Images.Replan();
        return Inspect(spec.Name);
    }

    /// <summary>Has the images of a plan held from now on, in place of those of the plan before; they are made in the background.</summary>
    /// <param name="wanted">The images.</param>
    /// <returns>Their names.</returns>
    /// <exception cref="HostingException">No function that is deployed has all modules of one; then nothing has changed.</exception>
    public IReadOnlyList<string> Apply(IReadOnlyList<ImageWish> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var all = wanted.Select(each => Resolve(each, isOfPlan: true).Asked).DistinctBy(image => image.Name, StringComparer.Ordinal).ToList();
        Images.Asked.Replace(all);
        all.ForEach(image => Images.Retry(image.Name));
        Images.Replan();
        return [.. all.Select(image => image.Name)];
    }

    /// <summary>
    /// Ends an image. It is made again when somebody asks for it, or when a version that would use it is deployed from then on; instances that were forked
    /// from it go on.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="HostingException">There is none of this name.</exception>
    public void Delete(string name)
    {
        if (!Images.Delete(name))
            throw NotFound(name);
    }

    private ImageStore Images => _images ?? throw HostingException.Invalid("This host holds no images: it was started without --image-memory, or not by root");

    private static HostingException NotFound(string name) => new(HostingProblem.ResourceNotFound, $"There is no image {name}; thaw images list names those that are there or planned");

    private (AskedImage Asked, ImageSpec Spec) Resolve(ImageWish wanted, bool isOfPlan)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        Check(wanted.Modules);
        if (wanted.Function is { } function)
            _functions.Get(function);
        var usual = _runtimes.Versions.Count > 0 ? _runtimes.Versions[0].Name : "";
        var runtime = wanted.Runtime ?? (wanted.Function is { } name ? _functions.Get(name).Latest.Runtime : usual);
        _runtimes.Check(runtime);
        var asked = new AskedImage("", runtime, wanted.Modules, wanted.Function, isOfPlan);
        var spec = Images.Asked.Resolve(asked, _functions.All) ?? throw HostingException.Invalid(
            $"{wanted.Function ?? "No function that is deployed"} {(wanted.Function is null ? "has" : "does not have")} all of these modules for {runtime}, from libraries that an image may hold: {Some(wanted.Modules)}");
        return (asked with { Name = spec.Name }, spec);
    }

    private static void Check(IReadOnlyList<string> modules)
    {
        if (modules is null or { Count: 0 or > LongestModules })
            throw HostingException.Invalid($"An image has 1 to {LongestModules} modules");
        try
        {
            foreach (var part in modules.Chunk(ImageRule.MostModules))
                _ = ImageRule.Of(part);
        }
        catch (FormatException e)
        {
            throw HostingException.Invalid(e.Message);
        }
    }

    private static string Some(IReadOnlyList<string> modules) => string.Join(", ", modules.Take(5)) + (modules.Count > 5 ? $" and {modules.Count - 5} more" : "");
}

/// <summary>An image that somebody wants.</summary>
/// <param name="Modules">The modules to initialise, dotted names in their order; 1 to 5,000.</param>
/// <param name="Runtime">The interpreter, as <c>python3.11</c>; null: the function's, or the host's own choice.</param>
/// <param name="Function">Whose libraries it holds; null: of all functions that have the modules, those that most have.</param>
public sealed record ImageWish(IReadOnlyList<string> Modules, string? Runtime, string? Function);
