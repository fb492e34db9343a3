using System.Diagnostics;
using System.Globalization;
using Thaw.Hosting.Functions;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Instances;

/// <summary>Which part of the processors instances get while they work, and that they get none while they do not.</summary>
public sealed class ProcessorTests
{
    private const string Busy = """
        import threading
        def spin():
            while True: pass
        threading.Thread(target=spin, daemon=True).start()
        def handler(event, context): return "fine"
        """;

    [RequiresFact("root", "cgroups", "freezing")]
    public async Task An_idle_instance_stands_still_until_it_is_invoked_again()
    {
        await using var host = new TestHost(settings => settings with { FreezeAfter = TimeSpan.FromMilliseconds(50) });
        var function = host.Deploy("busy", Busy);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("\"fine\"", TestHost.Text(await host.InvokeAsync("busy")));
            WaitUntilFrozen(function.UserId);
        }
        Assert.Single(HostFacts.ProcessesOf(function.UserId));
        // It goes like any other, although it cannot do anything for that.
        host.Host.Functions.Delete(new FunctionName("busy", null));
        ProcessFacts.WaitUntil(() => HostFacts.ProcessesOf(function.UserId).Count == 0, "it still runs");
    }

    [RequiresFact("root", "cgroups", "freezing")]
    public void A_killed_host_leaves_no_instance_that_stands_still()
    {
        using var folder = new TemporaryFolder();
        using var process = Start(folder);
        var user = uint.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        WaitUntilFrozen(user);
        process.Kill();
        process.WaitForExit();
        ProcessFacts.WaitUntil(() => HostFacts.ProcessesOf(user).Count == 0, "the instance still runs");
        ProcessFacts.WaitUntil(() => Directory.GetFiles(folder.PathOf("run/owned")).Length == 0, "the guardian did not end its work");
    }

    [RequiresFact("root", "cgroups")]
    public async Task The_share_of_a_function_holds_once_it_has_started()
    {
        await using var host = new TestHost(settings => settings with { FreezeAfter = Timeout.InfiniteTimeSpan, Grace = TimeSpan.Zero });
        const string module = """
            def handler(event, context):
                while event["spin"]: pass
                return "fine"
            """;
        var function = host.Deploy("small", module, new FunctionChange { TimeoutSeconds = 60, Sandbox = new FunctionSandbox { Processors = 0.1 } });
        await host.InvokeAsync("small", """{"spin": false}""");
        var statistics = StatisticsOf(function.UserId);
        var spinning = host.InvokeAsync("small", """{"spin": true}""");
        ProcessFacts.WaitUntil(() => Throttled(statistics) > 0, "it was never held back");
        await host.Host.DisposeAsync();
        Assert.True((await spinning).Answer.IsError);
    }

    [Theory]
    [InlineData(128, null, false, 1)]
    [InlineData(3538, null, false, 2)]
    [InlineData(128, 0.5, false, 0.5)]
    [InlineData(3538, null, true, 2)]
    [InlineData(1769, null, true, 1)]
    public void A_share_comes_from_what_is_said_or_from_the_memory(int memory, double? said, bool byMemory, double expected)
    {
        var version = new FunctionVersion
        {
            Runtime = "python3.11",
            Handler = "f.handler",
            MemoryMb = memory,
            CodeSha256 = "",
            CodeBytes = 0,
            LastModified = default,
            RevisionId = "",
            Sandbox = new FunctionSandbox { Processors = said },
        };
        Assert.Equal(expected, Hosting.Instances.ProcessorShare.Of(version, new HostSettings("/s", "/c") { LessThanOneProcessor = byMemory }));
    }

    private static Process Start(TemporaryFolder folder)
    {
        var zip = folder.PathOf("f.zip");
        File.WriteAllBytes(zip, TestHost.Zip(("f.py", Busy)));
        var start = new ProcessStartInfo(
            "dotnet", [typeof(HostProcess).Assembly.Location, folder.PathOf("state"), Repository.PathOf("artifacts/test-cache"), zip, HostFacts.SystemRuntime])
        { RedirectStandardOutput = true };
        start.Environment["THAW_STATE"] = folder.PathOf("run");
        return Process.Start(start)!;
    }

    private static void WaitUntilFrozen(uint user) => ProcessFacts.WaitUntil(
        () => HostFacts.ProcessesOf(user) is [var pid] && GroupsOf(pid).Select(group => Path.Combine(group, "cgroup.events")).Where(File.Exists)
            .Any(file => File.ReadLines(file).Contains("frozen 1")),
        "it does not stand still");

    private static string StatisticsOf(uint user) =>
        GroupsOf(Assert.Single(HostFacts.ProcessesOf(user))).Select(group => Path.Combine(group, "cpu.stat")).First(file => File.Exists(file) && File.ReadAllText(file).Contains("nr_throttled", StringComparison.Ordinal));

    private static long Throttled(string statistics) => File.ReadLines(statistics)
        .Where(line => line.StartsWith("nr_throttled ", StringComparison.Ordinal)).Select(line => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)).Single();

    // A group's path in /proc/PID/cgroup is relative to its hierarchy's mount, of which there is one for each controller.
    private static IEnumerable<string> GroupsOf(int pid) =>
        from line in File.ReadLines($"/proc/{pid}/cgroup").Where(each => each.Contains("/thaw-", StringComparison.Ordinal))
        from mount in File.ReadLines("/proc/self/mounts").Select(each => each.Split(' ')).Where(each => each[2] is "cgroup" or "cgroup2").Select(each => each[1])
        select mount + line.Split(':', 3)[2];
}
