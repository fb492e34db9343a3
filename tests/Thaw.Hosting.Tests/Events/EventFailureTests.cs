using System.Text;
using Thaw.Hosting.Events;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Events;

/// <summary>Events whose end goes wrong in ways that nobody planned: they end, and the host goes on.</summary>
public sealed class EventFailureTests
{
    [RequiresFact("root", "cgroups")]
    public async Task An_event_with_a_rule_that_no_host_accepts_ends_and_the_log_says_so()
    {
        await using var host = new TestHost();
        host.Deploy("f", "def handler(event, context):\n    print('ran')\n");
        // The API refuses such a destination; a file that somebody edited may hold one.
        host.Host.Functions.ChangeFunction("f", function => function with
        {
            EventRules = new Dictionary<string, EventRules> { [FunctionVersion.Latest] = new EventRules(default) { OnSuccess = "no arn" } },
        });
        Accept(host);
        ProcessFacts.WaitUntil(() => host.Host.Events.Count == 0, "the event is pending for ever");
        Assert.Contains("asynchronous event: given up, because of a defect in Thaw: HostingException: 'no arn' is not the name", Log(host), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(host.PathOf("events")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task An_event_that_the_disk_refuses_is_left_to_the_next_host()
    {
        await using var host = new TestHost(settings => settings with { EventRetries = [], EventPause = TimeSpan.FromMilliseconds(50) });
        host.Deploy("f", "def handler(event, context):\n    raise ValueError('no')\n");
        // It waits until there is no folder to say its end in.
        host.Host.Functions.ChangeFunction("f", function => function with { ReservedConcurrency = 0 });
        Accept(host);
        Directory.Delete(host.PathOf("events"), recursive: true);
        File.WriteAllText(host.PathOf("events"), "in the way");
        host.Host.Functions.ChangeFunction("f", function => function with { ReservedConcurrency = null });
        ProcessFacts.WaitUntil(() => host.Host.Events.Count == 0, "the event is pending for ever");
        Assert.Contains("asynchronous event: stays for the next host, because of the disk: ", Log(host), StringComparison.Ordinal);
    }

    private static void Accept(TestHost host) => host.Host.Events.Accept(new FunctionName("f", null), new Invocation(Guid.NewGuid().ToString(), "{}"u8.ToArray(), "arn"));

    private static string Log(TestHost host) => Encoding.UTF8.GetString(host.Host.Logs.Read("f", 0).Text);
}
