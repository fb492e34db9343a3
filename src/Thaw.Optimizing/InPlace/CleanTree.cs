using Thaw.Functions;

namespace Thaw.Optimizing.InPlace;

/// <summary>What git says of a function's folder before anything in it is edited.</summary>
internal static class CleanTree
{
    /// <summary>
    /// The Python sources below a folder that git tracks, absolute. Links are left out: what they lead to may lie anywhere.
    /// </summary>
    /// <param name="root">The function's folder, absolute.</param>
    /// <exception cref="FunctionException">It is in no git tree, in one with changes, or git tracks no Python source of it.</exception>
    public static IReadOnlySet<string> Sources(string root)
    {
        var changes = GitCommand.Run(
            root, $"--write: {root} is in no git working tree; commit it to one first, or leave out --write to get a copy",
            "status", "--porcelain", "--untracked-files=normal", "-z").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        if (changes.Length > 0)
        {
            // Two letters of state and a space come before the name.
            var more = changes.Length > 1 ? $" and {changes.Length - 1} more" : "";
            throw new FunctionException($"--write: the git tree of {root} is not clean: {changes[0][3..]}{more}; commit or stash that first");
        }

        // MODE HASH STAGE<tab>PATH, the path relative to the folder.
        HashSet<string> sources =
        [
            .. GitCommand.Run(root, $"--write: git does not list {root}", "ls-files", "--stage", "-z").Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Where(entry => entry.StartsWith("100", StringComparison.Ordinal) && entry.EndsWith(".py", StringComparison.Ordinal))
                .Select(entry => Path.Combine(root, entry[(entry.IndexOf('\t', StringComparison.Ordinal) + 1)..])),
        ];
        return sources.Count > 0 ? sources : throw new FunctionException($"--write: git tracks no Python source in {root}; commit the function first");
    }
}
