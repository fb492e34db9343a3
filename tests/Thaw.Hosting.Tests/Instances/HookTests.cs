using System.Text.Json;
using Thaw.Hosting.Functions;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Instances;

/// <summary>Hooks that functions register with <c>snapshot_restore_py</c>, in the order and under the names of AWS.</summary>
public sealed class HookTests : IAsyncDisposable
{
    private static readonly FunctionChange SnapStart = new() { SnapStart = true };

    private readonly TestHost _host = new();

    [RequiresFact("root", "cgroups")]
    public async Task Hooks_run_in_published_versions_with_SnapStart_the_last_before_first_and_the_first_after_first()
    {
        const string module = """
            import os
            from snapshot_restore_py import register_after_restore, register_before_snapshot
            RAN = []
            def note(*words, **more):
                RAN.append([*words, *more.values()])
            @register_before_snapshot
            def first():
                note("before", 1)
            register_before_snapshot(note, "before", number=2)
            register_after_restore(note, "after", 1)
            @register_after_restore
            def last():
                register_after_restore(note, "after", 3)
                note("after", 2)
            first_is_still_a_function = first.__name__
            def handler(event, context):
                return [RAN, os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"], first_is_still_a_function]
            """;
        _host.Deploy("f", module, SnapStart);
        _host.Host.Functions.Publish("f", null, null, null);
        _host.Host.Functions.UpdateSettings("f", new FunctionChange { SnapStart = false }, null);
        Assert.Equal("2", _host.Host.Functions.Publish("f", null, null, null).Version.Version);

        const string none = "[[], \"on-demand\", \"first\"]";
        Assert.Equal(
            "[[[\"before\", 2], [\"before\", 1], [\"after\", 1], [\"after\", 2], [\"after\", 3]], \"snap-start\", \"first\"]", await SayAsync("1"));
        Assert.Equal(none, await SayAsync("2"));
        Assert.Equal(none, await SayAsync(null));

        async Task<string> SayAsync(string? version) => TestHost.Text(await _host.InvokeAsync("f", "1", version));
    }

    [RequiresTheory("root", "cgroups")]
    [InlineData("register_before_snapshot(fail)", "Runtime.BeforeSnapshotError", "ValueError: so it goes", true)]
    [InlineData("register_after_restore(fail)", "Runtime.AfterRestoreError", "ValueError: so it goes", true)]
    [InlineData("thaw_hooks.LIMIT = 0.01; register_after_restore(hang)", "SnapStartTimeoutException", "The hooks after restore took longer than 0.01 seconds", false)]
    public async Task A_hook_that_fails_is_an_error_of_init(string registered, string type, string message, bool hasTrace)
    {
        _host.Deploy("f", $$"""
            import threading
            import thaw_hooks
            from snapshot_restore_py import *
            def fail():
                raise ValueError("so it goes")
            def hang():
                while True:
                    try:
                        threading.Event().wait()
                    except Exception:
                        pass
            {{registered}}
            def handler(event, context):
                return 1
            """, SnapStart);
        _host.Host.Functions.Publish("f", null, null, null);
        var failed = await _host.InvokeAsync("f", "1", "1");
        Assert.Equal((type, message), TestHost.Error(failed));
        Assert.Contains($"[ERROR] {type}: {message}", TestHost.Log(failed), StringComparison.Ordinal);
        var trace = JsonDocument.Parse(failed.Answer.Payload).RootElement.GetProperty("stackTrace").EnumerateArray().Select(frame => frame.GetString()!).ToList();
        Assert.Equal(hasTrace ? 1 : 0, trace.Count);
        Assert.All(trace, frame => Assert.Contains("/var/task/f.py", frame, StringComparison.Ordinal));
        Assert.Equal("1", TestHost.Text(await _host.InvokeAsync("f", "1")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_function_that_brings_the_package_has_its_own()
    {
        var own = "BEFORE, AFTER = [], []\nget_before_snapshot, get_after_restore = lambda: BEFORE, lambda: AFTER\n";
        _host.Host.Functions.Create(
            "f", TestHost.Zip(("snapshot_restore_py.py", own), ("f.py", "import snapshot_restore_py as hooks\nRAN = []\nhooks.AFTER.append((RAN.append, (1,), {}))\ndef handler(event, context):\n    return RAN\n")),
            SnapStart with { Runtime = _host.Runtime, Handler = "f.handler" }, publish: true);
        Assert.Equal("[1]", TestHost.Text(await _host.InvokeAsync("f", "1", "1")));
    }

    [RequiresFact("root", "cgroups")]
    public void A_program_of_another_language_cannot_have_hooks()
    {
        var refused = Assert.Throws<HostingException>(() => _host.Host.Functions.Create(
            "f", TestHost.Zip(("bootstrap", "#!/bin/sh\n")), SnapStart with { Runtime = "provided.al2023", Handler = "f" }, publish: false));
        Assert.Contains("SnapStart", refused.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
