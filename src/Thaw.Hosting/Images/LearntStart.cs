using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Images;

/// <summary>What is known of what a version loads.</summary>
/// <param name="Version">The version.</param>
/// <param name="Modules">The modules that a boot of it has loaded, its own left out, in their order; without a boot, those that it declares.</param>
/// <param name="RuntimeMs">How long the interpreter took to start, ms.</param>
/// <param name="ImportMs">How long the import of its handler took, ms.</param>
/// <param name="Build">As <see cref="ImageSpec"/>'s.</param>
internal sealed record LearntStart(FunctionVersion Version, IReadOnlyList<ImageModule> Modules, double RuntimeMs, double ImportMs, string Build = "")
{
    private readonly HashSet<ImageModule> _modules = [.. Modules];

    /// <summary>The image with all that it loads.</summary>
    public ImageSpec Whole { get; } = new(Version.Runtime, Modules, Version, Build);

    /// <summary>The first module of an image that it does not load; null when it loads all of them.</summary>
    public string? Lacks(ImageSpec image) => image.Modules.Where(module => !_modules.Contains(module)).Select(module => module.Name).FirstOrDefault();

    /// <summary>Whether it loads a module.</summary>
    public bool Loads(ImageModule module) => _modules.Contains(module);
}
