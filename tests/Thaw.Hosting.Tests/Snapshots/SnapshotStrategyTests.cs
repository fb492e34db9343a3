using System.Text;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Snapshots;

public class SnapshotStrategyTests
{
    private const string Secret = "a password that nobody writes down";

    private const string Module = """
        import os, random
        from snapshot_restore_py import register_after_restore, register_before_snapshot
        SEEN = []
        register_before_snapshot(lambda: SEEN.append("before"))
        register_after_restore(lambda: SEEN.append("after"))
        def handler(event, context):
            return [SEEN, os.environ["WORD"], random.random(), os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"], context.log_stream_name]
        """;

    private const string Connected = """
        import socket
        LISTENER = socket.create_server(("127.0.0.1", 4000))
        CLIENT = socket.create_connection(("127.0.0.1", 4000))
        def handler(event, context):
            return "connected"
        """;

    [RequiresFact("root", "criu", "userfaultfd")]
    public async Task InstancesGoOnFromTheSnapshotWithTheirOwnEnvironmentAndHooks()
    {
        await using var host = new TestHost(settings => settings with { TakesSnapshots = true });
        Assert.Null(host.Host.NoSnapshots);
        host.Deploy("f", Module, new FunctionChange { Environment = new Dictionary<string, string> { ["WORD"] = Secret } });
        var answers = new List<string>();
        foreach (var strategy in (string[])["eager", "eager", "lazy"])
            answers.Add(await AnswerAsync(host, "f", strategy, strategy));
        Assert.All(answers, answer => Assert.StartsWith($"""[["before", "after"], "{Secret}", 0.""", answer, StringComparison.Ordinal));
        Assert.All(answers, answer => Assert.Contains("\"snap-start\"", answer, StringComparison.Ordinal));
        Assert.Equal(3, answers.Distinct().Count());
        var images = Directory.EnumerateFiles(host.PathOf("snapshots"), "*.img", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(images);
        Assert.All(images, image => Assert.Equal(-1, File.ReadAllBytes(image).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret))));
        // Another host of the same state has it already.
        await host.RestartAsync();
        await AnswerAsync(host, "f", "eager", "eager");
        Assert.Single(Directory.EnumerateDirectories(host.PathOf("snapshots/items")));
    }

    [RequiresFact("root", "criu")]
    public async Task WhatCannotBeCapturedIsBootedAsBefore()
    {
        await using var host = new TestHost(settings => settings with { TakesSnapshots = true });
        host.Deploy("connected", Connected);
        for (var i = 0; i < 2; i++)
            Assert.Equal("\"connected\"", await AnswerAsync(host, "connected", "eager", "boot"));
        Assert.Empty(Directory.EnumerateDirectories(host.PathOf("snapshots/items")));
    }

    private static async Task<string> AnswerAsync(TestHost host, string name, string asked, string expected)
    {
        var (function, version) = host.Host.Functions.Get(new FunctionName(name, null));
        var invocation = new Invocation(Guid.NewGuid().ToString(), "{}"u8.ToArray(), FunctionName.Arn(name)) { Demand = new InvocationDemand(asked, false, false) };
        var done = await host.Host.Invoker.InvokeAsync(function, version, invocation, CancellationToken.None);
        Assert.False(done.Answer.IsError, TestHost.Text(done) + TestHost.Log(done));
        Assert.Equal(expected, done.Strategy);
        return TestHost.Text(done);
    }
}
