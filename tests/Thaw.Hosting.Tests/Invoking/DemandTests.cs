using System.Text;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Invoking;
using Thaw.Hosting.Tests.Libraries;
using Thaw.Linux.Files;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Invoking;

/// <summary>What a benchmark may ask for.</summary>
public sealed class DemandTests
{
    private const string Counting = "n = 0\ndef handler(event, context):\n    global n\n    n += 1\n    return n\n";

    [RequiresFact("root", "cgroups")]
    public async Task A_start_that_is_asked_for_happens_although_an_instance_is_idle_and_leaves_that_alone()
    {
        await using var host = new TestHost();
        host.Deploy("count", Counting);
        await host.InvokeAsync("count");
        var cold = await InvokeAsync(host, new InvocationDemand("boot", true, true));
        Assert.Equal(("boot", "1"), (cold.Strategy, TestHost.Text(cold)));
        Assert.InRange(cold.ProportionalBytes!.Value, 1 << 20, 1 << 30);
        Assert.True(cold.AsideMs > 0);
        var warm = await InvokeAsync(host, new InvocationDemand("warm", false, false));
        Assert.Equal(("warm", "2"), (warm.Strategy, TestHost.Text(warm)));
        Assert.Null(warm.ProportionalBytes);
        Assert.Equal(1, host.Host.Invoker.Instances);
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_full_host_makes_room_for_it()
    {
        await using var host = new TestHost(settings => settings with { Instances = 1 });
        host.Deploy("count", Counting);
        await host.InvokeAsync("count");
        Assert.Equal("boot", (await InvokeAsync(host, new InvocationDemand("boot", false, false))).Strategy);
    }

    [RequiresFact("root", "cgroups")]
    public async Task An_unknown_strategy_is_refused_with_those_that_there_are()
    {
        await using var host = new TestHost();
        host.Deploy("count", Counting);
        var refused = await Assert.ThrowsAsync<HostingException>(() => InvokeAsync(host, new InvocationDemand("teleport", false, false)));
        Assert.Equal("This host has no strategy teleport; it has boot and warm.", refused.Message);
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_cold_cache_is_cold_for_libraries_as_well()
    {
        // Not under /tmp, which may be a tmpfs: its pages are the file and cannot be dropped.
        using var disk = new TemporaryFolder("/var/tmp");
        await using var host = new TestHost(settings => settings with { StateFolder = disk.PathOf("state") });
        var zip = Wheels.Zip([.. Wheels.Files("unused", "1", ("unused/__init__.py", new string('#', 100_000))), ("f.py", "def handler(event, context):\n    return 1\n")]);
        host.Host.Functions.Create("count", zip, new FunctionChange { Runtime = host.Runtime, Handler = "f.handler" }, publish: false);
        await InvokeAsync(host, new InvocationDemand("boot", false, false));
        var library = Assert.Single(Directory.GetFiles(disk.PathOf("state/views"), "__init__.py", SearchOption.AllDirectories));
        await File.ReadAllBytesAsync(library);
        Assert.NotEqual(0, PageCache.Residency(library).Cached);
        await InvokeAsync(host, new InvocationDemand("boot", false, true));
        Assert.Equal(0, PageCache.Residency(library).Cached);
    }

    private static async Task<CompletedInvocation> InvokeAsync(TestHost host, InvocationDemand demand)
    {
        var (function, version) = host.Host.Functions.Get(new FunctionName("count", null));
        var invocation = new Invocation(Guid.NewGuid().ToString(), Encoding.UTF8.GetBytes("{}"), "arn") { Demand = demand };
        return await host.Host.Invoker.InvokeAsync(function, version, invocation, CancellationToken.None);
    }
}
