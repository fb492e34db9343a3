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

    /// <summary>Whether it loads all of these.</summary>
    public bool Loads(ImageSpec image) => image.Runtime == Version.Runtime && image.Modules.All(_modules.Contains);

    /// <summary>What a start would be spared by an image, ms: the interpreter's start, and of the import the part that its modules are by number.</summary>
    public double SparedMs(ImageSpec image)
    {
        if (!Loads(image))
            return 0;
        var own = Modules.Count(module => module.File > 0);
        var share = own == 0 ? 1 : (double)image.Modules.Count(module => module.File > 0) / own;
        return RuntimeMs + (share * ImportMs);
    }
}
