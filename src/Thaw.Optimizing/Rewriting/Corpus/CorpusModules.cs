using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting.Corpus;

/// <summary>Finds the modules of libraries.</summary>
public static class CorpusModules
{
    // Parts that are programs or tests of their own.
    private static readonly string[] NotLibrary = ["test", "__main__", "setup", "conftest"];

    /// <summary>The modules of a library with their sources, by name; none if the folder does not hold it.</summary>
    /// <param name="folder">A folder of the interpreter's path.</param>
    /// <param name="library">A top-level package or module.</param>
    public static IReadOnlyList<SourceRequest> Of(string folder, string library)
    {
        var package = Path.Combine(folder, library);
        if (!Directory.Exists(package))
            return File.Exists(package + ".py") ? [new SourceRequest(library, package + ".py", false)] : [];
        return
        [
            .. Directory.GetFiles(package, "*.py", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(file => (File: file, Parts: Path.ChangeExtension(Path.GetRelativePath(folder, file), null).Split('/')))
                .Where(item => !item.Parts.Any(part => NotLibrary.Any(word => part.Contains(word, StringComparison.Ordinal))))
                .Select(item => item.Parts[^1] == "__init__"
                    ? new SourceRequest(string.Join('.', item.Parts[..^1]), item.File, true)
                    : new SourceRequest(string.Join('.', item.Parts), item.File, false)),
        ];
    }
}
