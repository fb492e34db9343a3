using System.Text;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Tests.Libraries;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Images;

/// <summary>Libraries of mathematics that start their threads when they are imported, unless a variable says otherwise.</summary>
public sealed class PoolTests : IAsyncDisposable
{
    private readonly TestHost _host = new(settings => settings with { ImageBytes = 1L << 30, PreparedSandboxes = 1 });

    [RequiresTheory("root", "cgroups")]
    [InlineData("OPENBLAS_NUM_THREADS")]
    [InlineData("OMP_NUM_THREADS")]
    [InlineData("MKL_NUM_THREADS")]
    [InlineData("NUMEXPR_NUM_THREADS")]
    public async Task The_image_is_made_without_their_threads_and_instances_do_not_see_how(string variable)
    {
        var library = $"import os, signal, threading\nPOOL = os.environ.get('{variable}') != '1'\nif POOL:\n    threading.Thread(target=signal.pause, daemon=True).start()\n";
        var function = $"import os, pooled\ndef handler(event, context):\n    return [pooled.POOL, len(os.listdir('/proc/self/task')), '{variable}' in os.environ]\n";
        _host.Host.Functions.Create(
            "f", TestHost.Zip([("f.py", function), .. Wheels.Files("pooled", "1", ("pooled.py", library))]),
            new FunctionChange { Runtime = _host.Runtime, Handler = "f.handler" }, publish: false);

        Assert.Equal(("fork", "[false, 1, false]"), await SayAsync("fork"));
        Assert.Equal(("boot", "[true, 2, false]"), await SayAsync("boot"));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task<(string Strategy, string Text)> SayAsync(string strategy)
    {
        var (function, version) = _host.Host.Functions.Get(new FunctionName("f", null));
        var done = await _host.Host.Invoker.InvokeAsync(
            function, version, new Invocation(Guid.NewGuid().ToString(), Encoding.UTF8.GetBytes("1"), FunctionName.Arn("f")) { Demand = new InvocationDemand(strategy, false, false) },
            CancellationToken.None);
        return (done.Strategy, TestHost.Text(done));
    }
}
