using Thaw.Testing;

namespace Thaw.Conventions.Tests.Sources;

/// <summary>The repository's own files: tracked by git, or new and not ignored. Paths are relative to the root.</summary>
internal static class TrackedFiles
{
    private static readonly Lazy<IReadOnlyList<string>> LazyAll = new(List);

    /// <summary>Every file that exists, sorted.</summary>
    public static IReadOnlyList<string> All => LazyAll.Value;

    /// <summary>Files below a folder (empty: the root) whose name ends so.</summary>
    public static IReadOnlyList<string> Below(string folder, string ending) =>
        [.. All.Where(path => path.StartsWith(folder, StringComparison.Ordinal) && path.EndsWith(ending, StringComparison.Ordinal))];

    /// <summary>The text of a file given relative to the root.</summary>
    public static string Read(string path) => File.ReadAllText(Repository.PathOf(path));

    private static List<string> List()
    {
        var listed = Commands.Run("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"]);
        Assert.True(listed.ExitCode == 0, $"git ls-files: {listed.Error}");
        return [.. listed.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Where(path => File.Exists(Repository.PathOf(path)))
            .Order(StringComparer.Ordinal)];
    }
}
