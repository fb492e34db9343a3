using System.Diagnostics;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Instances;

/// <summary>A host that root did not start.</summary>
public sealed class OrdinaryUserTests
{
    private const string Module = """
        import os
        def handler(event, context):
            status = dict(line.split(":\t", 1) for line in open("/proc/self/status").read().splitlines())
            assert int(status["CapEff"], 16) == 0 and status["NoNewPrivs"] == "1" and status["Seccomp"] == "2", status
            for place in ("/usr/x", "/var/task/x", "/etc/passwd", "/x"):
                try: open(place, "a").close()
                except OSError: continue
                return place
            return [os.getuid(), os.getpid() < 10, os.path.exists("/.host/etc")]
        """;

    [RequiresFact("root", "ordinary-user")]
    public void A_host_without_root_runs_functions_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.PathOf("f.zip"), TestHost.Zip(("f.py", Module)));
        // The repository may lie where this user cannot look.
        Run("/bin/cp", "-r", AppContext.BaseDirectory, folder.PathOf("bin"));
        Run("/bin/chown", "-R", $"{OrdinaryUser.Id}:{OrdinaryUser.Id}", folder.Path);
        using var process = Start(folder);
        var user = process.StandardOutput.ReadLine();
        Assert.Equal($"[{user}, true, false]", process.StandardOutput.ReadLine());

        process.Kill();
        process.WaitForExit();

        ProcessFacts.WaitUntil(() => HostFacts.ProcessesOf(OrdinaryUser.Id).Count == 0, "something still runs");
        Assert.Empty(Directory.GetFiles(folder.PathOf("run/owned")));
    }

    private static Process Start(TemporaryFolder folder)
    {
        var host = folder.PathOf("bin/Thaw.Hosting.Tests.dll");
        var start = new ProcessStartInfo(OrdinaryUser.Prefix[0], [
            .. OrdinaryUser.Prefix.Skip(1), "dotnet", host, folder.PathOf("state"), folder.PathOf("cache"), folder.PathOf("f.zip"), HostFacts.SystemRuntime,
        ])
        { RedirectStandardOutput = true, WorkingDirectory = folder.Path };
        start.Environment["THAW_STATE"] = folder.PathOf("run");
        start.Environment["HOME"] = folder.Path;
        return Process.Start(start)!;
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
