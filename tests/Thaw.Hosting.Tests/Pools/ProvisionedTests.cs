using System.Diagnostics;
using Thaw.Hosting.Functions;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Pools;

/// <summary>Instances that are kept initialised.</summary>
public sealed class ProvisionedTests
{
    private const string Module = """
        import os
        if 'BROKEN' in os.environ:
            raise ValueError('broken')
        def handler(event, context):
            if event.get('die'):
                os._exit(3)
            return os.environ['AWS_LAMBDA_INITIALIZATION_TYPE']
        """;

    [RequiresFact("root", "cgroups")]
    public async Task Instances_are_there_before_the_first_invocation_and_replaced_when_they_die()
    {
        // Nobody's time to go counts for them.
        await using var host = new TestHost(settings => settings with { KeepAlive = TimeSpan.FromMilliseconds(100) });
        var (function, version) = Publish(host);
        host.Host.Functions.Provision(new FunctionName("f", "1"), 2);
        Wait(host, version, 2);
        var first = await host.InvokeAsync("f", qualifier: "1");
        Assert.Equal(("\"provisioned-concurrency\"", "warm"), (TestHost.Text(first), first.Strategy));
        Assert.Equal("\"on-demand\"", TestHost.Text(await host.InvokeAsync("f")));

        Assert.Equal("Runtime.ExitError", TestHost.Error(await host.InvokeAsync("f", """{"die": true}""", "1")).Type);
        Wait(host, version, 2);
        var killed = HostFacts.ProcessesOf(function.UserId);
        foreach (var pid in killed)
            Kill(pid);
        ProcessFacts.WaitUntil(() => HostFacts.ProcessesOf(function.UserId).Except(killed).Count() >= 2, "dead instances are not replaced");
        Wait(host, version, 2);
        Assert.Equal("warm", (await host.InvokeAsync("f", qualifier: "1")).Strategy);
    }

    [RequiresFact("root", "cgroups")]
    public async Task They_follow_their_alias_outlive_a_restart_and_go_when_nobody_wants_them()
    {
        await using var host = new TestHost();
        var (function, version) = Publish(host);
        host.Host.Functions.ChangeFunction("f", each => each with { Aliases = Alias("1") });
        host.Host.Functions.Provision(new FunctionName("f", "live"), 1);
        Wait(host, version, 1);
        await host.RestartAsync();
        Wait(host, version, 1);

        host.Host.Functions.UpdateSettings("f", new FunctionChange { TimeoutSeconds = 5 }, null);
        var second = host.Host.Functions.Publish("f", null, null, null).Version;
        host.Host.Functions.ChangeFunction("f", each => each with { Aliases = Alias("2") });
        Wait(host, second, 1);
        Wait(host, version, 0);
        host.Host.Functions.ChangeFunction("f", each => each.Without("live"));
        ProcessFacts.WaitUntil(() => HostFacts.ProcessesOf(function.UserId).Count == 0, "instances are left that nobody wants");
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_function_that_does_not_start_says_why_and_does_not_start_over_and_over()
    {
        await using var host = new TestHost();
        host.Deploy("f", Module, new FunctionChange { Environment = new Dictionary<string, string> { ["BROKEN"] = "1" } });
        var (function, version) = host.Host.Functions.Publish("f", null, null, null);
        host.Host.Functions.Provision(new FunctionName("f", "1"), 2);
        ProcessFacts.WaitUntil(() => host.Host.Invoker.ProvisionedOf(version).Failure is not null && host.Host.Invoker.Instances == 0, "the start does not fail");
        Assert.Equal(0, host.Host.Invoker.ProvisionedOf(version).Available);
        Assert.Contains("broken", host.Host.Invoker.ProvisionedOf(version).Failure, StringComparison.Ordinal);
        Assert.Equal("ValueError", TestHost.Error(await host.InvokeAsync("f", qualifier: "1")).Type);
    }

    [RequiresTheory("root", "cgroups")]
    [InlineData("$LATEST", 1, "unpublished function versions")]
    [InlineData("7", 1, "Function not found")]
    [InlineData("1", 0, "1 or more")]
    [InlineData("1", 4, "greater than the reservedConcurrentExecution for function (3)")]
    [InlineData("live", 1, "already Provisioned version")]
    public async Task What_cannot_be_kept_is_refused(string qualifier, int requested, string words)
    {
        await using var host = new TestHost();
        Publish(host);
        host.Host.Functions.ChangeFunction("f", each => each with { ReservedConcurrency = 3, Aliases = Alias("1") });
        if (qualifier == "live")
            host.Host.Functions.Provision(new FunctionName("f", "1"), 1);
        var refused = Assert.Throws<HostingException>(() => host.Host.Functions.Provision(new FunctionName("f", qualifier), requested));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [RequiresFact("root", "cgroups")]
    public async Task All_functions_together_leave_an_instance_for_others()
    {
        await using var host = new TestHost(settings => settings with { Instances = 3 });
        var (_, version) = Publish(host);
        host.Deploy("g", Module);
        host.Host.Functions.Publish("g", null, null, null);
        host.Host.Functions.Provision(new FunctionName("f", "1"), 2);
        Assert.Throws<HostingException>(() => host.Host.Functions.Provision(new FunctionName("g", "1"), 1));
        Wait(host, version, 2);
        // However many others want one: what is kept does not go for them.
        for (var time = 0; time < 3; time++)
        {
            await host.InvokeAsync("g");
            await host.InvokeAsync("g", qualifier: "1");
        }
        Assert.Equal(2, host.Host.Invoker.ProvisionedOf(version).Available);
    }

    private static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // One that was started for an invocation, whose time was over.
        }
    }

    private static (DeployedFunction Function, FunctionVersion Version) Publish(TestHost host)
    {
        host.Deploy("f", Module);
        return host.Host.Functions.Publish("f", null, null, null);
    }

    private static Dictionary<string, FunctionAlias> Alias(string version) => new() { ["live"] = new FunctionAlias("live", version, "", "r") };

    private static void Wait(TestHost host, FunctionVersion version, int available) => ProcessFacts.WaitUntil(
        () => host.Host.Invoker.ProvisionedOf(version) is { } state && state.Available == available && state.Wanted == available, $"there are not {available} instances: {host.Host.Invoker.ProvisionedOf(version)}");
}
