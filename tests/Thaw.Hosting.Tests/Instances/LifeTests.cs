using System.Diagnostics;
using Thaw.Hosting.Functions;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Instances;

/// <summary>When instances come and go, and what is left of them.</summary>
public sealed class LifeTests
{
    private const string Counting = "n = 0\ndef handler(event, context):\n    global n\n    n += 1\n    return n\n";

    private const string Waiting = "import signal\ndef handler(event, context):\n    if event.get('wait'): signal.pause()\n    return 1\n";

    [RequiresFact("root", "cgroups")]
    public async Task Invocations_at_once_get_an_instance_each_and_idle_ones_are_used_again()
    {
        await using var host = new TestHost(settings => settings with { Instances = 3 });
        host.Deploy("count", "import time\ndef handler(event, context):\n    return context.log_stream_name\n");
        var streams = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => host.InvokeAsync("count")));
        Assert.InRange(streams.Select(TestHost.Text).Distinct().Count(), 1, 3);
        Assert.InRange(host.Host.Invoker.Instances, 1, 3);
        Assert.Equal("warm", (await host.InvokeAsync("count")).Strategy);
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_full_host_ends_an_idle_instance_of_another_function()
    {
        await using var host = new TestHost(settings => settings with { Instances = 1 });
        host.Deploy("a", Counting);
        host.Deploy("b", Counting);
        foreach (var name in new[] { "a", "b", "a" })
            Assert.Equal("boot", (await host.InvokeAsync(name)).Strategy);
        Assert.Equal(1, host.Host.Invoker.Instances);
    }

    [RequiresFact("root", "cgroups")]
    public async Task Functions_that_share_a_full_host_take_turns()
    {
        await using var host = new TestHost(settings => settings with { Instances = 1 });
        host.Deploy("a", Counting);
        host.Deploy("b", Counting);
        // Each finds the host full with the other's instance, busy or idle; none may wait until its time is over.
        var done = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => host.InvokeAsync(i % 2 == 0 ? "a" : "b")));
        Assert.All(done, each => Assert.False(each.Answer.IsError, TestHost.Text(each)));
        Assert.Equal(1, host.Host.Invoker.Instances);
    }

    [RequiresFact("root", "cgroups")]
    public async Task What_exceeds_the_queue_or_the_reserved_concurrency_is_refused()
    {
        await using var host = new TestHost(settings => settings with { Instances = 1, Queued = 1, Grace = TimeSpan.Zero });
        host.Deploy("wait", Waiting, new FunctionChange { TimeoutSeconds = 900 });
        var running = host.InvokeAsync("wait", """{"wait": true}""");
        ProcessFacts.WaitUntil(() => host.Host.Invoker is { Instances: 1, Waiting: 0 }, "it does not run");
        var queued = host.InvokeAsync("wait");
        var full = await Assert.ThrowsAsync<HostingException>(() => host.InvokeAsync("wait"));
        Assert.Equal((HostingProblem.TooManyRequests, "ConcurrentInvocationLimitExceeded"), (full.Problem, full.Reason));

        host.Host.Functions.ChangeFunction("wait", function => function with { ReservedConcurrency = 2 });
        var reserved = await Assert.ThrowsAsync<HostingException>(() => host.InvokeAsync("wait"));
        Assert.Equal("ReservedFunctionConcurrentInvocationLimitExceeded", reserved.Reason);

        await host.Host.DisposeAsync();
        Assert.Equal("Runtime.ExitError", TestHost.Error(await running).Type);
        Assert.Equal(HostingProblem.Service, (await Assert.ThrowsAsync<HostingException>(() => queued)).Problem);
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_changed_setting_or_code_never_meets_an_old_instance()
    {
        await using var host = new TestHost();
        host.Deploy("f", "import os\ndef handler(event, context):\n    return os.environ.get('AB', 'none')\n");
        Assert.Equal("\"none\"", TestHost.Text(await host.InvokeAsync("f")));
        host.Host.Functions.Publish("f", null, null, null);
        host.Host.Functions.UpdateSettings("f", new FunctionChange { Environment = new Dictionary<string, string> { ["AB"] = "b" } }, null);
        Assert.Equal("\"b\"", TestHost.Text(await host.InvokeAsync("f")));
        host.Host.Functions.UpdateCode("f", TestHost.Zip(("f.py", "def handler(event, context):\n    return 'new'\n")), null, false, false);
        Assert.Equal("\"new\"", TestHost.Text(await host.InvokeAsync("f")));
        Assert.Equal("\"none\"", TestHost.Text(await host.InvokeAsync("f", qualifier: "1")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task An_idle_instance_ends_after_its_time_and_leaves_no_process()
    {
        await using var host = new TestHost(settings => settings with { KeepAlive = TimeSpan.FromMilliseconds(100) });
        var user = host.Deploy("f", Counting).UserId;
        await host.InvokeAsync("f");
        ProcessFacts.WaitUntil(() => host.Host.Invoker.Instances == 0, "the instance does not end");
        Assert.Empty(HostFacts.ProcessesOf(user));
    }

    [RequiresFact("root", "cgroups")]
    public async Task What_a_function_leaves_running_ends_with_its_host()
    {
        var host = new TestHost();
        var user = host.Deploy("f", "import subprocess\ndef handler(event, context):\n    subprocess.Popen(['/bin/sh', '-c', 'trap \"\" TERM; while :; do sleep 100; done'], start_new_session=True)\n").UserId;
        await host.InvokeAsync("f");
        Assert.True(HostFacts.ProcessesOf(user).Count >= 2);
        await host.DisposeAsync();
        Assert.Empty(HostFacts.ProcessesOf(user));
    }

    [RequiresFact("root", "cgroups")]
    public void A_killed_host_leaves_no_process_and_keeps_what_was_deployed()
    {
        using var folder = new TemporaryFolder();
        var zip = folder.PathOf("f.zip");
        File.WriteAllBytes(zip, TestHost.Zip(("f.py", Counting)));
        var start = new ProcessStartInfo(
            "dotnet", [typeof(HostProcess).Assembly.Location, folder.PathOf("state"), Repository.PathOf("artifacts/test-cache"), zip, HostFacts.SystemRuntime])
        { RedirectStandardOutput = true };
        start.Environment["THAW_STATE"] = folder.PathOf("run");
        using var process = Process.Start(start)!;
        var user = uint.Parse(process.StandardOutput.ReadLine()!);
        Assert.NotEmpty(HostFacts.ProcessesOf(user));

        process.Kill();
        process.WaitForExit();

        ProcessFacts.WaitUntil(() => HostFacts.ProcessesOf(user).Count == 0, "the instance still runs");
        ProcessFacts.WaitUntil(() => Directory.GetFiles(folder.PathOf("run/owned")).Length == 0, "the guardian did not end its work");
        Assert.Equal("left", Assert.Single(FunctionStore.Open(folder.PathOf("state/functions")).All).Name);
    }
}
