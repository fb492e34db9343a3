using Thaw.Hosting.Functions;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Libraries;

/// <summary>Layers, and Debian packages of the host.</summary>
public sealed class LayerTests : IAsyncDisposable
{
    private readonly TestHost _host = new();

    [RequiresFact("root", "cgroups")]
    public async Task A_functions_own_module_hides_a_layers_and_a_later_layer_an_earlier_one()
    {
        var layers = new[]
        {
            Publish("low", Wheels.Files("shared", "1", ("shared.py", "X = 'low'\n"), ("mine.py", "X = 'low'\n")).Append(("plain.py", "X = 'low'\n")), "python/"),
            Publish("high", Wheels.Files("shared", "2", ("shared.py", "X = 'high'\n")), $"python/lib/{_host.Runtime}/site-packages/"),
        };
        const string module = "import shared, mine, plain, own\ndef handler(event, context):\n    return [shared.X, mine.X, plain.X, own.X]\n";
        var own = Wheels.Files("own", "1", ("own.py", "X = 'own'\n"));
        Deploy("f", layers, [("f.py", module), ("mine.py", "X = 'mine'\n"), .. own]);
        Assert.Equal("""["high", "mine", "low", "own"]""", TestHost.Text(await _host.InvokeAsync("f")));
        // The same with nothing vendored: then the libraries come after the function's own code.
        Deploy("g", layers, [("f.py", module), ("mine.py", "X = 'mine'\n"), ("own.py", "X = 'plain'\n")]);
        Assert.Equal("""["high", "mine", "low", "plain"]""", TestHost.Text(await _host.InvokeAsync("g")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_library_in_a_layer_and_in_a_zip_is_one()
    {
        var library = Wheels.Files("shared", "1", ("shared.py", "X = 1\n")).ToArray();
        const string module = "import shared\ndef handler(event, context):\n    return shared.__file__\n";
        Deploy("layered", [Publish("shared", library, "python/")], [("f.py", module)]);
        Deploy("vendored", [], [("f.py", module), .. library]);
        Assert.Equal("\"/var/libraries/shared.py\"", TestHost.Text(await _host.InvokeAsync("layered")));
        Assert.Equal("\"/var/libraries/shared.py\"", TestHost.Text(await _host.InvokeAsync("vendored")));
        Assert.Single(Directory.GetDirectories(_host.PathOf("libraries")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task Files_of_several_layers_are_seen_below_opt_and_a_deleted_layer_stays_with_its_function()
    {
        var layers = new[] { Publish("a", [("data/a.txt", "a"), ("data/both.txt", "a")], ""), Publish("b", [("data/both.txt", "b")], "") };
        Deploy("f", layers, [("f.py", "import os\ndef handler(event, context):\n    return [open('/opt/data/' + name).read() for name in sorted(os.listdir('/opt/data'))]\n")]);
        _host.Host.Layers.Delete("a", 1);
        Assert.Empty(_host.Host.Layers.VersionsOf("a"));
        await _host.RestartAsync();
        Assert.Equal("""["a", "b"]""", TestHost.Text(await _host.InvokeAsync("f")));
        Assert.Equal(2, _host.Host.Layers.Publish("a", Wheels.Zip([("x", "")]), layer => layer).Number);
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_package_of_edited_files_finds_the_originals_of_a_layer()
    {
        var layer = Publish("l", Wheels.Files("shared", "1", ("shared/__init__.py", "X = 'original'\n"), ("shared/rest.py", "X = 'rest'\n")), "python/");
        Deploy("f", [layer], [
            ("f.py", "import shared.rest\ndef handler(event, context):\n    return [shared.X, shared.rest.X, shared.__file__]\n"),
            ("shared/__init__.py", "import _thaw_overlay\n_thaw_overlay.lead(globals())\nX = 'edited'\n"),
            ("_thaw_overlay.py", File.ReadAllText(Repository.PathOf("src/Thaw.Optimizing/Python/_thaw_overlay.py"))),
            ("thaw-package.json", "{}"),
        ]);
        Assert.Equal("""["edited", "rest", "/var/libraries/shared/__init__.py"]""", TestHost.Text(await _host.InvokeAsync("f")));
    }

    [RequiresFact("root", "cgroups", "debian-packages")]
    public async Task Debian_packages_are_seen_with_what_they_need_and_no_others()
    {
        _host.Host.Functions.Create(
            "f", Wheels.Zip([("f.py", "import pandas, importlib.util\ndef handler(event, context):\n    return [pandas.__file__, int(pandas.Series([1, 2]).sum()), importlib.util.find_spec('sklearn') is None]\n")]),
            new FunctionChange { Runtime = _host.Runtime, Handler = "f.handler", Packages = ["python3-pandas"], MemoryMb = 512 }, publish: false);
        Assert.Equal("""["/var/libraries/pandas/__init__.py", 3, true]""", TestHost.Text(await _host.InvokeAsync("f")));
        var refused = Assert.Throws<HostingException>(() => _host.Host.Functions.UpdateSettings("f", new FunctionChange { Packages = ["python3-no-such-thing"] }, null));
        Assert.Contains("python3-no-such-thing", refused.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private string Publish(string name, IEnumerable<(string Name, string Text)> files, string prefix) =>
        _host.Host.Layers.Publish(name, Wheels.Zip(files, prefix), layer => layer).Arn;

    private void Deploy(string name, string[] layers, (string Name, string Text)[] files) => _host.Host.Functions.Create(
        name, Wheels.Zip(files), new FunctionChange { Runtime = _host.Runtime, Handler = "f.handler", Layers = layers }, publish: false);
}
