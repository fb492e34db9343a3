using System.Diagnostics;

namespace Thaw.Testing;

/// <summary>Makes a folder a git repository.</summary>
public static class GitFolder
{
    /// <summary>Commits everything that is not ignored.</summary>
    public static void Commit(string folder)
    {
        if (!Directory.Exists(Path.Combine(folder, ".git")))
        {
            Git(folder, "init", "--quiet");
        }

        Git(folder, "add", "--all");
        Git(folder, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "--message", "A commit");
    }

    /// <summary>The files that differ from the last commit, one line each; empty for a clean tree.</summary>
    public static string Changes(string folder) => Git(folder, "status", "--porcelain");

    private static string Git(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", folder, .. arguments]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
