using Thaw.Optimizing.Rewriting;

namespace Thaw.Optimizing.Packaging;

/// <summary>The name under which the import system finds a library's file.</summary>
/// <remarks>
/// A module may be known by another one: <c>pkg_resources.extern.packaging</c> is loaded from
/// <c>pkg_resources/_vendor/packaging</c>. Its copy in an overlay has to lie where its file is looked for.
/// </remarks>
internal static class ModuleName
{
    /// <summary>The module under that name.</summary>
    /// <param name="module">A module of a library.</param>
    /// <param name="libraries">The folders of libraries.</param>
    public static RewrittenModule Found(RewrittenModule module, IReadOnlyList<string> libraries)
    {
        var folder = libraries.FirstOrDefault(library => module.File.StartsWith(library + "/", StringComparison.Ordinal));
        if (folder is null)
        {
            return module;
        }

        var path = Path.ChangeExtension(module.File[(folder.Length + 1)..], null);
        string[] parts = [.. path.Split('/').SkipLast(module.IsPackage ? 1 : 0)];
        // An egg below the folder has a name that no module can have, and is on sys.path itself.
        return parts.Length > 0 && parts.All(IsIdentifier) ? module with { Module = string.Join('.', parts) } : module;
    }

    private static bool IsIdentifier(string part) =>
        part.Length > 0 && !char.IsAsciiDigit(part[0]) && part.All(letter => letter == '_' || char.IsLetterOrDigit(letter));
}
