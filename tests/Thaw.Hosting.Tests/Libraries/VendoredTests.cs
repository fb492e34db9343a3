using Thaw.Hosting.Functions;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Libraries;

/// <summary>Libraries that functions bring in their zips.</summary>
public sealed class VendoredTests : IAsyncDisposable
{
    private static readonly (string Name, string Text)[] Shapes =
    [
        .. Wheels.Files(
            "shapes", "1.2", ("shapes/__init__.py", "from shapes.area import area\n"), ("shapes/area.py", "def area(side):\n    return side * side\n"), ("shapes.libs/data.txt", "beside\n"),
            ("shapes-1.2.dist-info/entry_points.txt", "[console_scripts]\nshow-area = shapes.program:main\n"),
            ("shapes/program.py", "import sys\ndef main():\n    print('area', int(sys.argv[1]) ** 2)\n")),
    ];

    private readonly TestHost _host = new();

    [RequiresFact("root", "cgroups")]
    public async Task Ten_functions_that_each_bring_the_same_library_share_one()
    {
        for (var number = 0; number < 10; number++)
            Deploy($"f{number}", [("f.py", $"import shapes, os\ndef handler(event, context):\n    return [{number}, shapes.__file__, shapes.__cached__, os.stat(shapes.__file__).st_ino]\n"), .. Shapes]);

        var answers = new List<string>();
        for (var number = 0; number < 10; number++)
            answers.Add(TestHost.Text(await _host.InvokeAsync($"f{number}")).Split(", ", 2)[1]);
        Assert.Single(answers.Distinct());
        Assert.StartsWith($"\"/var/libraries/shapes/__init__.py\", \"/var/libraries/shapes/__pycache__/__init__.cpython-", answers[0], StringComparison.Ordinal);
        Assert.Single(Directory.GetDirectories(_host.PathOf("libraries")));
        Assert.Single(Directory.GetDirectories(_host.PathOf("views")));
        // Unpacked zips hold further names of the same files, not copies.
        var inodes = Directory.GetDirectories(_host.PathOf("code")).Select(folder => Inode(Path.Combine(folder, "shapes/area.py"))).Distinct();
        Assert.Equal(Inode(Path.Combine(Directory.GetDirectories(_host.PathOf("libraries"))[0], "shapes/area.py")), Assert.Single(inodes));
    }

    [RequiresFact("root", "cgroups")]
    public async Task Metadata_files_beside_and_programs_work()
    {
        Deploy("f", [("f.py", """
            import importlib.metadata, os, subprocess
            import shapes
            def handler(event, context):
                beside = os.path.join(os.path.dirname(shapes.__file__), '../shapes.libs/data.txt')
                program = subprocess.run(['show-area', '7'], capture_output=True, text=True)
                return [importlib.metadata.version('shapes'), open(beside).read(), program.stdout, os.path.exists('/var/task/shapes/area.py')]
            """), .. Shapes]);
        Assert.Equal("""["1.2", "beside\n", "area 49\n", true]""", TestHost.Text(await _host.InvokeAsync("f")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task Namespace_packages_and_path_files_work()
    {
        Deploy("f", [
            ("f.py", "import spread.one, spread.two, spread.own, placed, sys\ndef handler(event, context):\n    return [spread.one.X, spread.two.X, spread.own.X, placed.X, sys.marked]\n"),
            ("spread/own.py", "X = 3\n"),
            .. Wheels.Files("spread_one", "1", ("spread/one.py", "X = 1\n")),
            .. Wheels.Files("spread_two", "1", ("spread/two.py", "X = 2\n")),
            .. Wheels.Files("placed", "1", ("placed.pth", "inner\nimport sys; sys.marked = 'yes'\n"), ("inner/placed.py", "X = 4\n")),
        ]);
        Assert.Equal("""[1, 2, 3, 4, "yes"]""", TestHost.Text(await _host.InvokeAsync("f")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task Other_content_of_the_same_version_is_another_library()
    {
        var other = Shapes.Select(file => file.Name == "shapes/area.py" ? (file.Name, file.Text.Replace("side * side", "-1", StringComparison.Ordinal)) : file);
        Deploy("a", [("f.py", "import shapes\ndef handler(event, context):\n    return shapes.area(3)\n"), .. Shapes]);
        Deploy("b", [("f.py", "import shapes\ndef handler(event, context):\n    return shapes.area(3)\n"), .. other]);
        Assert.Equal(("9", "-1"), (TestHost.Text(await _host.InvokeAsync("a")), TestHost.Text(await _host.InvokeAsync("b"))));
        Assert.Equal(2, Directory.GetDirectories(_host.PathOf("libraries")).Length);
    }

    [RequiresFact("root", "cgroups")]
    public async Task Own_code_has_its_byte_code_ready()
    {
        Deploy("f", [("f.py", "import helper, os\ndef handler(event, context):\n    return os.path.exists(helper.__cached__)\n"), ("helper.py", "X = 1\n"), ("broken.py", "def\n")]);
        Assert.Equal("true", TestHost.Text(await _host.InvokeAsync("f")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task What_no_version_uses_is_removed_and_what_one_uses_is_not()
    {
        Deploy("a", [("f.py", "def handler(event, context):\n    import shapes\n    return shapes.area(2)\n"), .. Shapes]);
        _host.Host.Functions.Publish("a", null, null, null);
        _host.Host.Functions.UpdateCode("a", TestHost.Zip(("f.py", "def handler(event, context):\n    return 0\n")), null, publish: false, dryRun: false);
        Assert.Equal("4", TestHost.Text(await _host.InvokeAsync("a", qualifier: "1")));
        Assert.Equal(2, Directory.GetFiles(_host.PathOf("code"), "*.zip").Length);

        Deploy("b", [("f.py", "def handler(event, context):\n    return 1\n")]);
        _host.Host.Functions.Delete(new FunctionName("b", null));
        Assert.Equal(2, Directory.GetFiles(_host.PathOf("code"), "*.zip").Length);
        Assert.Single(Directory.GetDirectories(_host.PathOf("libraries")));

        await _host.RestartAsync();
        _host.Host.Functions.Delete(new FunctionName("a", null));
        foreach (var store in new[] { "code", "libraries", "views" })
            Assert.Empty(Directory.GetFileSystemEntries(_host.PathOf(store)));
    }

    [RequiresFact("root", "cgroups")]
    public void A_dry_run_keeps_nothing()
    {
        Deploy("a", [("f.py", "def handler(event, context):\n    return 1\n")]);
        var before = Directory.GetFileSystemEntries(_host.PathOf("code"));
        var (_, version) = _host.Host.Functions.UpdateCode("a", Wheels.Zip(Shapes), null, publish: false, dryRun: true);
        Assert.NotEqual(_host.Host.Functions.Get("a").Latest.CodeSha256, version.CodeSha256);
        Assert.Equal(before, Directory.GetFileSystemEntries(_host.PathOf("code")));
        Assert.Equal(HostingProblem.InvalidZipFile, Assert.Throws<HostingException>(
            () => _host.Host.Functions.UpdateCode("a", Wheels.Zip([("../x", "")]), null, publish: false, dryRun: true)).Problem);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private void Deploy(string name, (string Name, string Text)[] files) =>
        _host.Host.Functions.Create(name, Wheels.Zip(files), new FunctionChange { Runtime = _host.Runtime, Handler = "f.handler" }, publish: false);

    private static string Inode(string path)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%i", path]) { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd();
    }
}
