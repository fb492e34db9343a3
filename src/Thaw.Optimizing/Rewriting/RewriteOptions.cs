using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>How modules are rewritten.</summary>
public sealed record RewriteOptions
{
    /// <summary>The style that is asked for.</summary>
    public EditStyle Style { get; init; } = EditStyle.Auto;

    /// <summary>The version of the function's interpreter.</summary>
    public required Version Python { get; init; }

    /// <summary>The oldest version that the new source has to run on; null: that of <see cref="Python"/>.</summary>
    public Version? Oldest { get; init; }

    /// <summary>By module: the names that <c>from module import *</c> binds. Absolute module names.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> StarNames { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>By module: what is known of other sources, those that its statements load among them. What is missing is not looked at.</summary>
    public IReadOnlyDictionary<string, SourceFacts> Sources { get; init; } = new Dictionary<string, SourceFacts>();

    /// <summary>
    /// Modules that the original loads during initialisation: a submodule among them is still found as an attribute of
    /// its package, although nothing has loaded it. Null: any submodule that exists.
    /// </summary>
    public IReadOnlySet<string>? LoadedModules { get; init; }

    /// <summary>Those of them that the original had loaded by the end of their package's own initialisation, as <c>dir()</c> there tells.</summary>
    public IReadOnlySet<string>? LoadedInside { get; init; }

    /// <summary>
    /// True if classes and functions may wait with what their statements need. Their text becomes a string of the new text,
    /// which tools find in the original only: so it is for copies that take the original's place.
    /// </summary>
    public bool DefersDefinitions { get; init; } = true;

    /// <summary>True to make a package find its submodules even if none of its statements changes.</summary>
    public bool FindsSubmodules { get; init; }
}
