using System.Diagnostics;
using Thaw.Linux.Ownership;
using Thaw.Sandboxing.Launching;
using Thaw.Sandboxing.Sandboxes;
using Thaw.Testing;

namespace Thaw.Sandboxing.Tests.Sandboxes;

/// <summary>What becomes of sandboxes when the processes that made them are killed.</summary>
public sealed class KilledProcessesTests
{
    [RequiresFact("root", "cgroups")]
    public void A_killed_host_leaves_no_process_no_group_and_no_folder()
    {
        using var folder = new TemporaryFolder();
        var user = Tenants.NewUser();
        var state = folder.PathOf("state");
        var code = Directory.CreateDirectory(folder.PathOf("code")).FullName;
        using var host = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(SandboxHost).Assembly.Location, state, code, user.ToString()])
        { RedirectStandardOutput = true })!;
        var words = host.StandardOutput.ReadLine()!.Split(' ');
        ProcessFacts.WaitUntil(() => Tenants.ProcessesOf(user).Count == 2, "the program did not start");
        Assert.All(words[2..], group => Assert.True(Directory.Exists(group)));

        host.Kill();
        host.WaitForExit();

        ProcessFacts.WaitUntilGone(int.Parse(words[0]));
        ProcessFacts.WaitUntilGone(int.Parse(words[1]));
        ProcessFacts.WaitUntil(() => Tenants.ProcessesOf(user).Count == 0, "the program still runs");
        ProcessFacts.WaitUntil(() => Directory.GetFiles(Path.Combine(state, "owned")).Length == 0, "the guardian did not end its work");
        Assert.NotEmpty(words[2..]);
        Assert.All(words[2..], group => Assert.False(Directory.Exists(Path.GetDirectoryName(group))));
    }

    [RequiresFact("root")]
    public async Task A_sandbox_outlives_its_launcher_and_no_new_one_is_made()
    {
        using var folder = new TemporaryFolder();
        using var ledger = OwnershipLedger.Open(folder.PathOf("state"));
        using var launcher = SandboxLauncher.Start(ledger, new SandboxLauncherSettings());
        var settings = new SandboxSettings(Directory.CreateDirectory(folder.PathOf("code")).FullName);
        await using var sandbox = await launcher.CreateAsync(settings);
        using (var process = Process.GetProcessById(launcher.Pid))
            process.Kill();
        ProcessFacts.WaitUntilGone(launcher.Pid);
        Assert.Equal("still\n", (await Tenants.RunAsync(sandbox, "print('still')", Tenants.NewUser())).Output);
        await Assert.ThrowsAsync<SandboxException>(() => launcher.CreateAsync(settings));
    }

    [RequiresFact("root")]
    public void A_launcher_that_cannot_start_says_why()
    {
        using var folder = new TemporaryFolder();
        using var ledger = OwnershipLedger.Open(folder.PathOf("state"));
        var profile = folder.Write("profile.json", """{"defaultAction": "SCMP_ACT_LOG", "syscalls": []}""");
        var refused = Assert.Throws<SandboxException>(() => SandboxLauncher.Start(ledger, new SandboxLauncherSettings { SeccompProfilePath = profile }));
        Assert.Contains("SCMP_ACT_LOG", refused.Message, StringComparison.Ordinal);
        var lost = Assert.Throws<SandboxException>(() => SandboxLauncher.Start(ledger, new SandboxLauncherSettings { SeccompProfilePath = "/no/profile" }));
        Assert.Contains("No such file", lost.Message, StringComparison.Ordinal);
    }
}
