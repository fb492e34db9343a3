using System.Text;
using Thaw.Hosting.Events;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Events;

public sealed class EventQueueTests
{
    private const string Failing = """
        def handler(event, context):
            print("tried", event["x"])
            if event["x"] == "bad":
                raise ValueError("no")
        """;

    [RequiresFact("root", "cgroups")]
    public async Task An_event_runs_once_when_it_works_and_three_times_when_it_fails()
    {
        await using var host = new TestHost(settings => settings with { EventRetries = [TimeSpan.Zero, TimeSpan.Zero] });
        host.Deploy("f", Failing);
        Accept(host, "good");
        Accept(host, "bad");
        ProcessFacts.WaitUntil(() => host.Host.Events.Count == 0, "the events are not done");
        var log = Encoding.UTF8.GetString(host.Host.Logs.Read("f", 0).Text);
        Assert.Equal((1, 3), (Count(log, "tried good"), Count(log, "tried bad")));
        Assert.Empty(Directory.GetFiles(host.PathOf("events")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task What_waits_for_another_attempt_is_there_for_the_next_host_and_what_is_damaged_is_named()
    {
        using var folder = new TemporaryFolder();
        var settings = new HostSettings(folder.PathOf("state"), Repository.PathOf("artifacts/test-cache"));
        var first = FunctionHost.Start(settings);
        first.Functions.Create("f", TestHost.Zip(("f.py", Failing)), new FunctionChange { Runtime = HostFacts.SystemRuntime, Handler = "f.handler" }, false);
        first.Events.Accept(new FunctionName("f", null), new Invocation("one", """{"x": "bad"}"""u8.ToArray(), "arn"));
        ProcessFacts.WaitUntil(() => first.Logs.Read("f", 0).Next > 0, "the event does not run");
        await first.DisposeAsync();
        var path = Assert.Single(Directory.GetFiles(folder.PathOf("state/events")));
        File.WriteAllText(folder.PathOf("state/events/two.json"), "x\n");

        await using var second = FunctionHost.Start(settings with { EventRetries = [] });
        Assert.Contains("two.json", Assert.Single(second.Damaged), StringComparison.Ordinal);
        ProcessFacts.WaitUntil(() => second.Events.Count == 0, "the event is not done");
        Assert.False(File.Exists(path));
        Assert.Equal(2, Count(Encoding.UTF8.GetString(second.Logs.Read("f", 0).Text), "tried bad"));
    }

    [RequiresFact("root", "cgroups")]
    public async Task An_event_that_waited_too_long_for_its_function_is_given_up_and_its_destination_hears_of_it()
    {
        await using var host = new TestHost(settings => settings with { EventAge = TimeSpan.Zero });
        host.Deploy("f", Failing);
        host.Deploy("notes", "def handler(event, context):\n    print('NOTE', event['requestContext']['condition'], 'responsePayload' in event)\n");
        var arn = FunctionName.Arn("notes");
        // The destination's own event has time enough.
        host.Host.Functions.ChangeFunction("notes", function => function with { EventRules = Rules(new EventRules(default) { MostAgeSeconds = 3600 }) });
        host.Host.Functions.ChangeFunction("f", function => function with { EventRules = Rules(new EventRules(default) { OnFailure = arn }) });
        Accept(host, "good");
        ProcessFacts.WaitUntil(() => host.Host.Events.Count == 0, "the events are not done");
        Assert.Contains("NOTE EventAgeExceeded False", Encoding.UTF8.GetString(host.Host.Logs.Read("notes", 0).Text), StringComparison.Ordinal);
        Assert.Empty(host.Host.Logs.Read("f", 0).Text);
    }

    [RequiresFact("root", "cgroups")]
    public async Task Functions_that_send_to_each_other_stop()
    {
        await using var host = new TestHost();
        host.Deploy("f", "def handler(event, context):\n    print('round')\n");
        host.Host.Functions.ChangeFunction("f", function => function with { EventRules = Rules(new EventRules(default) { OnSuccess = FunctionName.Arn("f") }) });
        Accept(host, "good");
        ProcessFacts.WaitUntil(() => host.Host.Events.Count == 0, "the events are not done");
        var log = Encoding.UTF8.GetString(host.Host.Logs.Read("f", 0).Text);
        Assert.Equal(17, Count(log, "round\n"));
        Assert.Contains("after 16 events that caused each other", log, StringComparison.Ordinal);
    }

    [RequiresFact("root", "cgroups")]
    public async Task Rules_retries_and_what_an_event_causes_outlive_a_host_that_is_killed()
    {
        using var folder = new TemporaryFolder();
        const string module = "def handler(event, context):\n    raise ValueError('no')\ndef notes(event, context):\n    print('NOTE', event['requestContext']['condition'], event['requestContext']['approximateInvokeCount'])\n";
        using (var killed = HostProcess.StartFailing(folder, module))
        {
            Assert.Equal("failed", killed.StandardOutput.ReadLine());
            killed.Kill();
            killed.WaitForExit();
        }
        await using var next = FunctionHost.Start(new HostSettings(folder.PathOf("state"), Repository.PathOf("artifacts/test-cache")) { EventRetries = [TimeSpan.Zero, TimeSpan.Zero] });
        ProcessFacts.WaitUntil(() => next.Events.Count == 0, "the events are not done");
        var log = Encoding.UTF8.GetString(next.Logs.Read("notes", 0).Text);
        Assert.Equal((1, 1), (Count(log, "\nNOTE "), Count(log, "\nNOTE RetriesExhausted 2\n")));
        Assert.Empty(Directory.GetFiles(folder.PathOf("state/events")));
    }

    private static Dictionary<string, EventRules> Rules(EventRules rules) => new() { [FunctionVersion.Latest] = rules };

    private static void Accept(TestHost host, string x) => host.Host.Events.Accept(
        new FunctionName("f", null), new Invocation(Guid.NewGuid().ToString(), Encoding.UTF8.GetBytes($$"""{"x": "{{x}}"}"""), "arn"));

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
