using System.Text;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Invoking;
using Thaw.Hosting.Tests.Libraries;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Images;

/// <summary>Hooks that the libraries of an image register: for them a template is a snapshot.</summary>
public sealed class HookTests : IAsyncDisposable
{
    private readonly TestHost _host = new(settings => settings with { ImageBytes = 1L << 30, PreparedSandboxes = 1 });

    [RequiresFact("root", "cgroups")]
    public async Task They_run_in_the_template_and_in_each_fork_before_the_handler_is_imported_and_not_again()
    {
        Deploy("""
            import os, threading, snapshot_restore_py as hooks
            RAN, END = [], threading.Event()
            THREAD = threading.Thread(target=END.wait)
            THREAD.start()
            def end():
                END.set()
                THREAD.join()
                RAN.append("thread")
            hooks.register_before_snapshot(RAN.append, "last")
            hooks.register_before_snapshot(end)
            hooks.register_after_restore(lambda: RAN.append(os.environ["AWS_LAMBDA_FUNCTION_NAME"]))
            """, "linked.hooks.register_before_snapshot(linked.RAN.append, 'own')\nown = list(linked.RAN)\n", "own + ['then'] + linked.RAN", new FunctionChange { SnapStart = true });
        Assert.Equal(("fork", "[\"thread\", \"last\", \"f\", \"then\", \"thread\", \"last\", \"f\"]"), Said(await ForkAsync()));
        Assert.Equal(("fork", "[\"thread\", \"last\", \"f\", \"then\", \"thread\", \"last\", \"f\"]"), Said(await ForkAsync()));
        // At the end of the init phase those of the function alone are left.
        Assert.Equal(("fork", "[\"thread\", \"last\", \"f\", \"then\", \"thread\", \"last\", \"f\", \"own\"]"), Said(await ForkAsync("1")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task One_that_fails_in_the_template_refuses_the_image_with_its_reason()
    {
        Deploy("import snapshot_restore_py as hooks\nhooks.register_before_snapshot(int, 'no number')\n", "", "1");
        Assert.Equal(("boot", "1"), Said(await ForkAsync()));
        Assert.Empty(_host.Host.Images!.Live);
        Assert.Equal(
            "a hook of its libraries failed: ValueError: invalid literal for int() with base 10: 'no number'", Assert.Single(_host.Host.Images.Failed.Values).Reason);
    }

    [RequiresFact("root", "cgroups")]
    public async Task One_that_fails_in_a_fork_has_the_function_booted()
    {
        Deploy("import snapshot_restore_py as hooks\nhooks.register_after_restore(int, 'no number')\n", "", "1", new FunctionChange { SnapStart = true });
        Assert.Equal(("boot", "1"), Said(await ForkAsync()));
        Assert.Equal(1, Assert.Single(_host.Host.Images!.Live).Forks);
        // There it runs, too, because this version has SnapStart.
        Assert.Equal(("Runtime.AfterRestoreError", "ValueError: invalid literal for int() with base 10: 'no number'"), TestHost.Error(await ForkAsync("1")));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static (string Strategy, string Text) Said(CompletedInvocation done) => (done.Strategy, TestHost.Text(done));

    private void Deploy(string library, string import, string answer, FunctionChange? settings = null)
    {
        var function = $"import linked\n{import}def handler(event, context):\n    return {answer}\n";
        _host.Host.Functions.Create(
            "f", TestHost.Zip([("f.py", function), .. Wheels.Files("linked", "1", ("linked.py", library))]),
            (settings ?? new FunctionChange()) with { Runtime = _host.Runtime, Handler = "f.handler" }, publish: true);
    }

    private Task<CompletedInvocation> ForkAsync(string? qualifier = null)
    {
        var (function, version) = _host.Host.Functions.Get(new FunctionName("f", qualifier));
        return _host.Host.Invoker.InvokeAsync(
            function, version, new Invocation(Guid.NewGuid().ToString(), Encoding.UTF8.GetBytes("1"), FunctionName.Arn("f")) { Demand = new InvocationDemand("fork", false, false) },
            CancellationToken.None);
    }
}
