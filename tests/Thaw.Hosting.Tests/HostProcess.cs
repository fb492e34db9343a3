using System.Diagnostics;
using System.Globalization;
using Thaw.Hosting.Events;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Testing;

namespace Thaw.Hosting.Tests;

/// <summary>
/// A host to be killed: <c>dotnet Thaw.Hosting.Tests.dll STATE CACHE CODE.zip RUNTIME [failing | forking]</c> deploys a function, invokes it, prints its
/// uid and its answer, and waits for ever, its instance booted or forked; or has an event fail once, whose next attempt is far away, and says so.
/// </summary>
internal static class HostProcess
{
    private const string Failing = "failing";
    private const string Forking = "forking";

    /// <summary>Starts one that holds an image; its first line says the strategy by which it got its instance.</summary>
    /// <param name="folder">As for <see cref="StartFailing"/>.</param>
    /// <param name="files">The function, with a module <c>f</c>.</param>
    public static Process StartForking(TemporaryFolder folder, params (string Name, string Text)[] files) => Start(folder, Forking, files);

    /// <summary>Starts one whose event failed; its first line says when.</summary>
    /// <param name="folder">Its state is in <c>state</c>; what it leaves behind is known in <c>run</c>.</param>
    /// <param name="module">A module <c>f</c> with two handlers: <c>handler</c> fails, <c>notes</c> hears of it.</param>
    public static Process StartFailing(TemporaryFolder folder, string module) => Start(folder, Failing, ("f.py", module));

    private static Process Start(TemporaryFolder folder, string what, params (string Name, string Text)[] files)
    {
        var zip = folder.PathOf("f.zip");
        File.WriteAllBytes(zip, TestHost.Zip(files));
        var start = new ProcessStartInfo(
            "dotnet", [typeof(HostProcess).Assembly.Location, folder.PathOf("state"), Repository.PathOf("artifacts/test-cache"), zip, HostFacts.SystemRuntime, what])
        { RedirectStandardOutput = true };
        start.Environment["THAW_STATE"] = folder.PathOf("run");
        return Process.Start(start)!;
    }

    public static async Task<int> Main(string[] arguments)
    {
        var forks = arguments is [.., Forking];
        var settings = new HostSettings(arguments[0], arguments[1])
        {
            EventRetries = [TimeSpan.FromHours(1), TimeSpan.FromHours(1)],
            ImageBytes = forks ? 1L << 30 : 0,
        };
        var host = FunctionHost.Start(settings);
        var zip = File.ReadAllBytes(arguments[2]);
        var change = new FunctionChange { Runtime = arguments[3], Handler = "f.handler" };
        var (function, version) = host.Functions.Create("left", zip, change, publish: false);
        if (arguments is [.., Failing])
            Fail(host, arguments[0], zip, change);
        else
        {
            var invocation = new Invocation("1", "{}"u8.ToArray(), "arn");
            // Has the image made; an instance that was asked for goes with its answer.
            if (forks)
                await host.Invoker.InvokeAsync(function, version, invocation with { Demand = new InvocationDemand("fork", false, false) }, CancellationToken.None);
            var done = await host.Invoker.InvokeAsync(function, version, invocation, CancellationToken.None);
            if (forks)
                Console.WriteLine(done.Strategy);
            Console.WriteLine(function.UserId.ToString(CultureInfo.InvariantCulture));
            Console.WriteLine(TestHost.Text(done));
        }
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private static void Fail(FunctionHost host, string state, byte[] zip, FunctionChange change)
    {
        host.Functions.Create("notes", zip, change with { Handler = "f.notes" }, publish: false);
        var rules = new EventRules(default) { Retries = 1, OnFailure = FunctionName.Arn("notes") };
        host.Functions.ChangeFunction("left", left => left with { EventRules = new Dictionary<string, EventRules> { [FunctionVersion.Latest] = rules } });
        host.Events.Accept(new FunctionName("left", null), new Invocation("one", "{}"u8.ToArray(), "arn"));
        // The file is replaced as a whole.
        ProcessFacts.WaitUntil(() => File.ReadAllText(Path.Combine(state, "events/one.json")).Contains("\"attempts\":1", StringComparison.Ordinal), "the event does not fail");
        Console.WriteLine("failed");
    }
}
