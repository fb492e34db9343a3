using Thaw.Functions;
using Thaw.Optimizing.InPlace;

namespace Thaw.Cli.Diff;

/// <summary>Gets a function's files of a revision without touching the working tree, its index, or its list of work trees.</summary>
internal static class GitTree
{
    /// <summary>Checks the function out of a revision.</summary>
    /// <param name="path">The function in the working tree: a folder, zip or script.</param>
    /// <param name="revision">Anything that names a commit.</param>
    /// <param name="folder">An existing folder for the files.</param>
    /// <returns>The function's path below <paramref name="folder"/>.</returns>
    /// <exception cref="FunctionException">No repository, no such revision, or the function is not in it.</exception>
    public static string Extract(string path, string revision, string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!Path.Exists(full))
            throw new FunctionException($"{path}: no such file or folder; give the function as it is now");
        var isFolder = Directory.Exists(full);
        var inside = isFolder ? full : Path.GetDirectoryName(full)!;
        var top = Ask(inside, $"{path}: is in no git repository", "rev-parse", "--show-toplevel");
        var prefix = Ask(inside, $"{path}: is in no git repository", "rev-parse", "--show-prefix").TrimEnd('/');
        var commit = Ask(inside, $"--git {revision}: names no commit of {top}", "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}");

        // The same name as in the working tree: a function is called like its folder.
        var target = Directory.CreateDirectory(Path.Combine(folder, "tree", Path.GetFileName(inside))).FullName;
        CheckOut(top, $"{commit}:{prefix}", Path.Combine(folder, "index"), target, $"{path}: is not in {revision}");
        var found = isFolder ? target : Path.Combine(target, Path.GetFileName(full));
        return Path.Exists(found) ? found : throw new FunctionException($"{path}: is not in {revision}; name a revision that has it");
    }

    /// <summary>Through an index of our own, not <c>git archive</c>: attributes may leave files out of archives.</summary>
    private static void CheckOut(string top, string tree, string index, string target, string complaint)
    {
        GitCommand.RunWith(top, index, complaint, "read-tree", tree);
        GitCommand.RunWith(top, index, complaint, "checkout-index", "--all", "--prefix=" + target + "/");
    }

    private static string Ask(string folder, string complaint, params string[] arguments) => GitCommand.Run(folder, complaint, arguments).Trim();
}
