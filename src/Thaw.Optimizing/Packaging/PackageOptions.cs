using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Packaging;

/// <summary>How packages are made.</summary>
public sealed record PackageOptions
{
    /// <summary>The style that is asked for.</summary>
    public EditStyle Style { get; init; } = EditStyle.Auto;

    /// <summary>The oldest version that the function's own code has to run on; null: that of its interpreter.</summary>
    public Version? OldestPython { get; init; }

    /// <summary>Modules to import before an image or a snapshot is made of the package.</summary>
    public IReadOnlyList<string> Preload { get; init; } = [];

    /// <summary>By module: the names that a star import of it binds.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> StarNames { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Modules that the original loads in init.</summary>
    public IReadOnlySet<string>? LoadedModules { get; init; }

    /// <summary>Those of them that it had loaded by the end of their package's own initialisation.</summary>
    public IReadOnlySet<string>? LoadedInside { get; init; }

    /// <summary>
    /// Packages, dotted, of which modules are no longer loaded with some edits: they find them when somebody asks. Null:
    /// nobody knows, and only edited packages do.
    /// </summary>
    public Func<IReadOnlyCollection<ImportEdit>, IReadOnlySet<string>>? Bereft { get; init; }

    /// <summary>What the parser says of the sources, by file; those that are missing are read.</summary>
    public IReadOnlyDictionary<string, SourceFacts> Facts { get; init; } = new Dictionary<string, SourceFacts>();
}
