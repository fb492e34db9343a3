namespace Thaw.Functions.Tests.Loading;

public sealed class ManifestTests
{
    private const string Full = """
        name: wine
        handler: handler.handler
        python: ">=3.9,<3.14"
        memory: 256
        timeout: 2.5
        packages: [python3-pandas, python3-sklearn, python3-pandas]
        environment:
          STAGE: test
          NUMBER: 007
        services:
          s3: ["{python}", "stand_in/s3.py", "{port}"]
        network: egress
        forward: [5432, 5432, 80]
        cpu: 0.25
        quick: false
        events:
          - {file: events/red.json, weight: 60}
          - {file: events/odd.json, weight: 2, holdout: true}
        nondeterministic: [took.ms]
        """;

    [Fact]
    public void Every_key_reaches_the_definition()
    {
        using var folder = new FunctionFolder();
        folder.WithManifest(Full).With("events/red.json", "{ \"a\": 1.50 }\n").With("events/odd.json", "[1,\n2]");

        var function = folder.Load();

        Assert.Equal(("wine", FunctionKind.Handler, "handler.handler"), (function.Name, function.Kind, function.Target));
        Assert.Equal(folder.Path, function.Root);
        Assert.Equal(">=3.9,<3.14", function.PythonSpecifier);
        Assert.Equal((256, TimeSpan.FromSeconds(2.5)), (function.MemoryMb, function.Timeout));
        Assert.Equal(["python3-pandas", "python3-sklearn"], function.Packages);
        Assert.True(function.DeclaresPackages);
        Assert.Equal("007", function.Environment["NUMBER"]);
        Assert.Equal(["{python}", "stand_in/s3.py", "{port}"], function.Services["s3"]);
        Assert.True(function.Isolation.HasWayOut);
        Assert.Equal([5432, 80], function.Isolation.Forwarded);
        Assert.Equal(0.25, function.Isolation.Processors);
        Assert.False(function.Quick);
        Assert.Equal(["took.ms"], function.NonDeterministic);
        Assert.Equal(
            [new FunctionEvent("red", "{\"a\":1.50}", 60, false, false), new FunctionEvent("odd", "[1,2]", 2, false, true)],
            function.Events);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("image: none\n", "none")]
    [InlineData("image: [numpy, xml.dom, numpy]\n", "numpy,xml.dom")]
    public void An_image_is_none_or_modules_each_once(string line, string? rule)
    {
        using var folder = new FunctionFolder();
        folder.WithManifest("handler: handler.handler\n" + line);

        Assert.Equal(rule, folder.Load().Image?.ToString());
        Assert.Equal(folder.Load().Image, rule is null ? null : ImageRule.Parse(rule));
    }

    [Fact]
    public void A_root_file_system_is_found_from_the_functions_folder()
    {
        using var folder = new FunctionFolder();
        folder.WithManifest("handler: handler.handler\nrootfs: ./images/python\n").With("images/python/index.json", "{}");

        Assert.Equal(folder.PathOf("images/python"), folder.Load().Isolation.RootFs);
    }

    [Fact]
    public void What_is_left_out_has_the_documented_default()
    {
        using var folder = new FunctionFolder();

        var function = folder.WithManifest("handler: handler.handler\nenvironment:\n").Load();

        Assert.Equal("fn", function.Name);
        Assert.Equal((128, TimeSpan.FromSeconds(3)), (function.MemoryMb, function.Timeout));
        Assert.Null(function.PythonSpecifier);
        Assert.False(function.DeclaresPackages);
        Assert.Empty(function.Environment);
        Assert.Equal((false, null), (function.Isolation.HasWayOut, function.Isolation.Processors));
        Assert.True(function.Quick);
        Assert.Equal([new FunctionEvent("empty", "{}", 1, true, false)], function.Events);
    }

    [Fact]
    public void An_empty_list_of_packages_is_a_declaration()
    {
        using var folder = new FunctionFolder();

        var function = folder.WithManifest("packages: []").Load();

        Assert.True(function.DeclaresPackages);
        Assert.Empty(function.Packages);
    }

    [Theory]
    [InlineData("handler: h.h\nmemroy: 3", "FN/thaw.yaml:2: unknown key 'memroy'; did you mean 'memory'?")]
    [InlineData("memory: 1\n  b: 2", "FN/thaw.yaml:2:4: not YAML: ")]
    [InlineData("memory: 1\nmemory: 2", "FN/thaw.yaml:2: key 'memory' is there twice; remove one")]
    [InlineData("handler: &a [*a, {? *a : b}]", "FN/thaw.yaml:1: aliases (*name) are not supported; write the value again")]
    [InlineData("services: {a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}", "FN/thaw.yaml:1: values are nested too deeply; write it simpler")]
    [InlineData("events:\n  - {file: a, weight: 5,\n  HUMB holdout: false}\nname: a", "FN/thaw.yaml:")]
    [InlineData("- a", "FN/thaw.yaml:1: 'key: value' lines are expected; write for example handler: handler.handler")]
    [InlineData("", "FN/thaw.yaml: the file is empty; name at least the handler")]
    [InlineData("memory: 1\nkeep-alive: long", "FN/thaw.yaml:2: keep-alive: 'long' says not how long to keep an idle instance")]
    [InlineData("memory: 1\nimage: some", "FN/thaw.yaml:2: image: a list of modules is expected, or none; write [numpy]")]
    [InlineData("image: []", "FN/thaw.yaml:1: image: 0 modules; name 1 to 100, or write none")]
    [InlineData("image: [numpy, a-b]", "FN/thaw.yaml:1: image: 'a-b' is not the name of a module, as numpy or xml.dom is; correct it, or write none")]
    [InlineData("image: [numpy]\nrootfs: .", "FN/thaw.yaml:1: image: a function with a root file system of its own has no image; leave one of the two out")]
    [InlineData("memory: 1\n---\nmemory: 2", "FN/thaw.yaml: holds several documents; keep one")]
    [InlineData("[a]: b", "FN/thaw.yaml:1: a key is not plain text; write key: value")]
    [InlineData("name: a b", "FN/thaw.yaml:1: name: 'a b' is not a name; use letters, digits, '_', '-' and '.'")]
    [InlineData("handler: handler", "FN/thaw.yaml:1: handler 'handler' is not of the form module.callable; write for example handler.handler")]
    [InlineData("handler: nowhere.handler", "FN/thaw.yaml:1: handler 'nowhere.handler' needs nowhere.py in FN, which is not there; correct the handler or add the file")]
    [InlineData("python: newest", "FN/thaw.yaml:1: python: 'newest' is not a version specifier; write for example \">=3.9\"")]
    [InlineData("memory: 0", "FN/thaw.yaml:1: memory: 0 is not a whole number of MB from 1 to 1048576; correct it")]
    [InlineData("memory: 1.5", "FN/thaw.yaml:1: memory: 1.5 is not a whole number of MB from 1 to 1048576; correct it")]
    [InlineData("memory: NaN", "FN/thaw.yaml:1: memory: NaN is not a whole number of MB from 1 to 1048576; correct it")]
    [InlineData("memory: lots", "FN/thaw.yaml:1: memory: 'lots' is not a number; write one")]
    [InlineData("timeout: -1", "FN/thaw.yaml:1: timeout: -1 is not a number of seconds above 0, at most 86400; correct it")]
    [InlineData("quick: maybe", "FN/thaw.yaml:1: quick: 'maybe' is neither true nor false; write one of them")]
    [InlineData("packages: python3-six", "FN/thaw.yaml:1: packages: a list is expected; write [a, b]")]
    [InlineData("packages:\n  - Pandas!", "FN/thaw.yaml:2: packages: 'Pandas!' is not the name of a Debian package, as python3-numpy is; correct it")]
    [InlineData("packages:\n  - {a: b}", "FN/thaw.yaml:2: packages: plain text is expected; put it in quotes")]
    [InlineData("environment: [a]", "FN/thaw.yaml:1: environment: 'key: value' pairs are expected; write {NAME: value}")]
    [InlineData("environment:\n  a=b: c", "FN/thaw.yaml:2: environment: 'a=b' is not the name of a variable; use letters, digits and '_'")]
    [InlineData("services:\n  s-3: [a]", "FN/thaw.yaml:2: services: 's-3' is not a name; use letters, digits and '_'")]
    [InlineData("services:\n  s3: []", "FN/thaw.yaml:2: services: s3 has no command; write [\"{python}\", \"server.py\", \"{port}\"]")]
    [InlineData("network: all", "FN/thaw.yaml:1: network: 'all' is neither none nor egress; write one of them")]
    [InlineData("forward:\n  - 80\n  - 70000", "FN/thaw.yaml:3: forward: '70000' is not a port from 1 to 65535; correct it")]
    [InlineData("memory: 1\nrootfs: nowhere", "FN/thaw.yaml:2: rootfs: there is no folder 'nowhere'; name a root file system, or an image that was unpacked in the OCI layout")]
    [InlineData("rootfs: ''", "FN/thaw.yaml:1: rootfs: there is no folder ''; name")]
    [InlineData("cpu: 0.01", "FN/thaw.yaml:1: cpu: 0.01 is not a number of processors from 0.05 to 64; correct it")]
    public void A_mistake_names_the_line_and_the_remedy(string manifest, string expected)
    {
        using var folder = new FunctionFolder();

        Assert.StartsWith(expected, folder.WithManifest(manifest).Error(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        using var folder = new FunctionFolder();
        folder.WithManifest("");
        File.WriteAllBytes(folder.PathOf("thaw.yaml"), [0x00, 0x01, 0xff, 0xfe, 0x80]);

        Assert.StartsWith("FN/thaw.yaml:", folder.Error(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_named_like_the_manifest_is_no_manifest()
    {
        using var folder = new FunctionFolder();
        Directory.CreateDirectory(folder.PathOf("thaw.yaml"));

        Assert.Equal("handler.handler", folder.With("handler.py", "def handler(e, c): pass").Load().Target);
    }
}
