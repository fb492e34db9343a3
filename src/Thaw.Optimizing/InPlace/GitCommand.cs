using System.ComponentModel;
using System.Diagnostics;
using Thaw.Functions;

namespace Thaw.Optimizing.InPlace;

/// <summary>Asks git about a working tree; nothing of it is changed, not even what git remembers of its files.</summary>
public static class GitCommand
{
    // In a hook they would name another repository than the folder's.
    private static readonly string[] Elsewhere = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"];

    /// <summary>Runs git in a folder.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="complaint">What to say when git says no.</param>
    /// <param name="arguments">The command and its options.</param>
    /// <returns>Its output.</returns>
    /// <exception cref="FunctionException">Git says no, or is not installed.</exception>
    public static string Run(string folder, string complaint, params string[] arguments) => RunWith(folder, null, complaint, arguments);

    /// <summary>The same, with an index of the caller's.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="index">The index file, absolute; null for the tree's own.</param>
    /// <param name="complaint">What to say when git says no.</param>
    /// <param name="arguments">The command and its options.</param>
    /// <exception cref="FunctionException">Git says no, or is not installed.</exception>
    public static string RunWith(string folder, string? index, string complaint, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["--no-optional-locks", "-C", folder, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var variable in Elsewhere)
        {
            start.Environment.Remove(variable);
        }

        if (index is not null)
        {
            start.Environment["GIT_INDEX_FILE"] = index;
        }

        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == 0)
            {
                return output;
            }

            var reason = errors.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
            throw new FunctionException(reason is null ? complaint : $"{complaint} (git: {reason})");
        }
        catch (Win32Exception e)
        {
            throw new FunctionException("git cannot be started; apt-get install git", FunctionProblem.Missing, e);
        }
    }
}
