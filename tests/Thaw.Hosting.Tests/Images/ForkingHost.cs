using System.Text;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Images;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Invoking;
using Thaw.Hosting.Tests.Libraries;

namespace Thaw.Hosting.Tests.Images;

/// <summary>A host that holds images, and functions with a small library.</summary>
internal sealed class ForkingHost(long imageBytes = 1L << 30) : IAsyncDisposable
{
    /// <summary>A handler that says what the library makes of its event, and whether that was initialised in this very process.</summary>
    public const string Uses = "import os, shapes\ndef handler(event, context):\n    if event is None:\n        os._exit(0)\n    return [shapes.area(event), shapes.MADE_BY == os.getpid()]\n";

    /// <summary>The user of templates, in a library that wants to know where it is imported.</summary>
    public const string IsTemplate = "os.getuid() == 1999999999";

    private readonly TestHost _host = new(settings => settings with { ImageBytes = imageBytes, PreparedSandboxes = 1 });

    /// <summary>The library, which a function brings in its zip.</summary>
    /// <param name="area">What it computes.</param>
    /// <param name="first">What it does first.</param>
    public static (string Name, string Text)[] Shapes(string area = "side * side", string first = "") =>
    [
        .. Wheels.Files("shapes", "1.2", ("shapes/__init__.py", $"import os\n{first}from shapes.area import area\nMADE_BY = os.getpid()\n"), ("shapes/area.py", $"def area(side):\n    return {area}\n")),
    ];

    public TestHost Host => _host;

    public ImageStore Images => _host.Host.Images!;

    public ImageService Service => _host.Host.DependencyImages;

    public DeployedFunction Deploy(string name, IEnumerable<(string Name, string Text)> files, string? image = null) => _host.Host.Functions.Create(
        name, TestHost.Zip([.. files]), new FunctionChange { Runtime = _host.Runtime, Handler = "f.handler", Image = image }, publish: false).Function;

    /// <summary>Invokes with whatever instance there is, or as the host starts one.</summary>
    public async Task<(string Strategy, string Text)> InvokeAsync(string name, string json) => Said(await _host.InvokeAsync(name, json));

    /// <summary>Invokes with an instance of its own, which is started in a certain way.</summary>
    public async Task<CompletedInvocation> StartAsync(string name, string json, string strategy = "fork")
    {
        var (function, version) = _host.Host.Functions.Get(new FunctionName(name, null));
        var invocation = new Invocation(Guid.NewGuid().ToString(), Encoding.UTF8.GetBytes(json), FunctionName.Arn(name));
        return await _host.Host.Invoker.InvokeAsync(
            function, version, invocation with { Demand = new InvocationDemand(strategy, false, false) }, CancellationToken.None);
    }

    public static (string Strategy, string Text) Said(CompletedInvocation done) => (done.Strategy, TestHost.Text(done));

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
