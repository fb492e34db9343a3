using System.Text;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Tests.Libraries;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Images;

/// <summary>Packages of <c>thaw optimize --target prewarmed</c> list what their events import.</summary>
public sealed class PreloadTests : IAsyncDisposable
{
    private const string Module = """
        import os, sys
        def handler(event, context):
            there = ["late" in sys.modules, "own" in sys.modules]
            import late, own
            return there + [late.MADE_BY == os.getpid(), own.MADE_BY == os.getpid()]
        """;

    private readonly TestHost _host = new(settings => settings with { ImageBytes = 1L << 30, PreparedSandboxes = 1 });

    [RequiresFact("root", "cgroups")]
    public async Task Libraries_are_in_the_image_before_an_event_asks_for_them_and_own_modules_in_the_init_phase()
    {
        Deploy("""{"schema": "thaw.package", "preload": ["late", "own", "nowhere", 3]}""");
        Assert.Equal(("fork", "[true, true, false, true]"), await SayAsync("fork"));
        Assert.Equal(("boot", "[true, true, true, true]"), await SayAsync("boot"));
    }

    [RequiresTheory("root", "cgroups")]
    [InlineData("""{"schema": "thaw.package"}""")]
    [InlineData("""{"preload": "late"}""")]
    [InlineData("[")]
    public async Task A_file_of_that_name_that_lists_nothing_changes_nothing(string manifest)
    {
        Deploy(manifest);
        Assert.Equal(("boot", "[false, false, true, true]"), await SayAsync("boot"));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private void Deploy(string manifest)
    {
        const string library = "import os\nMADE_BY = os.getpid()\n";
        _host.Host.Functions.Create(
            "f", TestHost.Zip([("f.py", Module), ("own.py", library), ("thaw-package.json", manifest), .. Wheels.Files("late", "1", ("late.py", library))]),
            new FunctionChange { Runtime = _host.Runtime, Handler = "f.handler" }, publish: false);
    }

    private async Task<(string Strategy, string Text)> SayAsync(string strategy)
    {
        var (function, version) = _host.Host.Functions.Get(new FunctionName("f", null));
        var done = await _host.Host.Invoker.InvokeAsync(
            function, version, new Invocation(Guid.NewGuid().ToString(), Encoding.UTF8.GetBytes("1"), FunctionName.Arn("f")) { Demand = new InvocationDemand(strategy, false, false) },
            CancellationToken.None);
        return (done.Strategy, TestHost.Text(done));
    }
}
