using System.Diagnostics;
using Thaw.Sandboxing.Tests.Escapes;
using Thaw.Sandboxing.Tests.Harm;
using Thaw.Testing;

namespace Thaw.Sandboxing.Tests.Sandboxes;

/// <summary>The same attempts and the same harm where an ordinary user started the host: user namespaces alone keep its sandboxes apart.</summary>
public sealed class OrdinaryUserTests
{
    [RequiresFact("root", "ordinary-user")]
    public void Every_attempt_is_refused()
    {
        var said = Run("attempts");
        Assert.Equal("done", said[^1]);
        Assert.Equal(HostScene.Attempts, said[..^1].Select(line => line.Split('\t')[0]));
        Assert.All(said[..^1], line => Assert.Equal("refused", line.Split('\t')[1]));
    }

    [RequiresFact("root", "ordinary-user")]
    public void What_harms_meets_its_limits_and_its_neighbour_goes_on()
    {
        var expected = HarmfulScripts.WithoutLimits.Select(each => $"{each.Name}\t{LineOf(each.Name)}\t7").Append("done");
        Assert.Equal(expected, Run("harm"));
        // A user of these tests alone: whatever is left of it was left by a sandbox.
        ProcessFacts.WaitUntil(() => Tenants.ProcessesOf(User).Count == 0, "something still runs");
    }

    [RequiresFact("root", "ordinary-user")]
    public void A_root_file_system_of_its_own_takes_the_place_of_the_hosts()
    {
        using var folder = new TemporaryFolder();
        SmallRoot.AddShell(folder.PathOf("files"));
        folder.Write("files/usr/marked", "");
        var said = Run("root", folder.PathOf("files"));
        Assert.Equal("done", said[^1]);
        Assert.Contains("/usr/marked", said[0].Split(' '));
        Assert.DoesNotContain("/usr/share", said[0].Split(' '));
    }

    // The program and its 62 children, and pid 1.
    private static string LineOf(string name) => name switch
    {
        "forks" => "62",
        "tmp" => $"ENOSPC {16 << 20} ENOSPC True",
        _ => "up",
    };

    // Another one than OrdinaryUser's, who has a host of his own in another project's tests.
    private const uint User = OrdinaryUser.Id + 1;

    private static List<string> Run(string what, string? files = null)
    {
        using var folder = new TemporaryFolder();
        // The repository may lie where this user cannot look.
        Do("/bin/cp", "-r", AppContext.BaseDirectory, folder.PathOf("bin"));
        File.Copy(Repository.PathOf("tests/Thaw.Sandboxing.Tests/Escapes/attempts.py"), folder.PathOf("attempts.py"));
        Directory.CreateDirectory(folder.PathOf("code"));
        if (files is not null)
            Do("/bin/cp", "-r", files, folder.PathOf("files"));
        Do("/bin/chown", "-R", $"{User}:{User}", folder.Path);
        var start = new ProcessStartInfo("/usr/bin/setpriv", [
            $"--reuid={User}", $"--regid={User}", "--clear-groups", "dotnet", folder.PathOf("bin/Thaw.Sandboxing.Tests.dll"), folder.PathOf("state"), folder.PathOf("code"), "777",
            what, folder.PathOf(files is null ? "attempts.py" : "files"),
        ])
        { RedirectStandardOutput = true, WorkingDirectory = folder.Path };
        start.Environment["HOME"] = folder.Path;
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static void Do(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
