using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Images;

/// <summary>What a boot of a version has shown.</summary>
/// <param name="Version">The version.</param>
/// <param name="Modules">The modules that it loaded, its own left out, in their order.</param>
/// <param name="RuntimeMs">How long the interpreter took to start, ms.</param>
/// <param name="ImportMs">How long the import of its handler took, ms.</param>
internal sealed record LearntStart(FunctionVersion Version, IReadOnlyList<ImageModule> Modules, double RuntimeMs, double ImportMs)
{
    private readonly HashSet<ImageModule> _modules = [.. Modules];

    /// <summary>The image with all that it loads.</summary>
    public ImageSpec Whole { get; } = new(Version.Runtime, Modules, Version);

    /// <summary>Whether it loads all of these.</summary>
    public bool Loads(ImageSpec image) => image.Runtime == Version.Runtime && image.Modules.All(_modules.Contains);
}
