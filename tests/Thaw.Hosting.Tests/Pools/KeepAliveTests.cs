using Thaw.Hosting.Functions;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Pools;

public sealed class KeepAliveTests
{
    private const string Module = "def handler(event, context):\n    return 1\n";

    [RequiresFact("root", "cgroups")]
    public async Task A_function_says_itself_how_long_it_is_kept()
    {
        await using var host = new TestHost();
        var brief = host.Deploy("short", Module, new FunctionChange { KeepAlive = "fixed:0.1s" });
        var usual = host.Deploy("usual", Module);
        await host.InvokeAsync("usual");
        await host.InvokeAsync("short");
        ProcessFacts.WaitUntil(() => host.Host.Invoker.StateOf(brief).Instances == 0, "the instance stays");
        Assert.Equal((1, "fixed:600s", TimeSpan.FromSeconds(600)), host.Host.Invoker.StateOf(usual));
        Assert.Throws<HostingException>(() => host.Host.Functions.UpdateSettings("usual", new FunctionChange { KeepAlive = "long" }, null));
        Assert.Equal("learnt", host.Host.Invoker.StateOf(host.Host.Functions.UpdateSettings("usual", new FunctionChange { KeepAlive = "learnt" }, null)).Rule);
    }

    [RequiresFact("root", "cgroups")]
    public async Task What_is_learnt_of_its_pauses_takes_the_place_of_the_usual_time()
    {
        await using var host = new TestHost(settings => settings with { LearnsKeepAlive = true });
        var function = host.Deploy("f", Module);
        await host.InvokeAsync("f");
        Assert.Equal((1, "learnt", TimeSpan.FromSeconds(600)), host.Host.Invoker.StateOf(function));
        for (var time = 0; time < 10; time++)
            await host.InvokeAsync("f");
        // Pauses of milliseconds: the least that any function has, or a little more on a machine that was busy.
        Assert.InRange(host.Host.Invoker.StateOf(function).KeepAlive.TotalSeconds, 10, 599);
    }
}
