using System.Diagnostics;
using Thaw.Cli.Tests.HardInputs;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Optimize;

/// <summary>What <c>thaw optimize</c> is given and can't use: one clear line, the right exit code, nothing lost, nothing left behind.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly ThawProcess _thaw = new();

    public void Dispose() => _thaw.Dispose();

    private CommandRun Optimize(string? wrapper, params string[] arguments) => _thaw.Run(wrapper, ["optimize", "f", "--quick", .. arguments]);

    private void AssertRefused(int code, string expected, string? wrapper, params string[] arguments)
    {
        var run = Optimize(wrapper, arguments);

        Assert.Equal((code, ""), (run.ExitCode, run.Output));
        var complaint = Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.StartsWith("thaw: ", StringComparison.Ordinal));
        Assert.Contains(expected, complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        AssertNothingChanged();
    }

    /// <summary>No package, no part of one, and the function as it was.</summary>
    private void AssertNothingChanged()
    {
        _thaw.AssertNothingLeft();
        Assert.False(Directory.Exists(_thaw.PathOf("f-optimized")));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_thaw.PathOf("f")), path => Path.GetFileName(path).StartsWith('.'));
    }

    [Fact]
    public void Code_that_cannot_be_parsed()
    {
        WastefulFunction.Write(_thaw, "import waste\ndef handler(event, context:\n    return 1\n");
        AssertRefused(1, "handler.py:2", null);
    }

    [Fact]
    public void A_module_that_cannot_be_parsed_and_is_guarded_does_not_disturb()
    {
        WastefulFunction.Write(_thaw, "try:\n    import broken\nexcept SyntaxError:\n    broken = None\n" + WastefulFunction.Handler);
        _thaw.Write("f/broken.py", "def (\n");

        var run = Optimize(null, "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("def (\n", File.ReadAllText(_thaw.PathOf("f-optimized/broken.py")));
    }

    [Fact]
    public void A_folder_that_is_not_a_package_of_thaw()
    {
        WastefulFunction.Write(_thaw);
        _thaw.Write("mine/precious.txt", "do not lose");
        AssertRefused(2, "mine: is not empty and no package of thaw's", null, "--out", "mine");
        Assert.Equal("do not lose", File.ReadAllText(_thaw.PathOf("mine/precious.txt")));
    }

    [Fact]
    public void A_file_in_the_place_of_the_package()
    {
        WastefulFunction.Write(_thaw);
        _thaw.Write("taken", "precious");
        AssertRefused(2, "taken: is a file", null, "--out", "taken");
        Assert.Equal("precious", File.ReadAllText(_thaw.PathOf("taken")));
    }

    [RequiresFact("root")]
    public void A_folder_that_is_read_only()
    {
        WastefulFunction.Write(_thaw);
        Directory.CreateDirectory(_thaw.PathOf("sealed"));
        AssertRefused(
            2, "sealed/out: can't be written", "unshare -m sh -c 'mount -t tmpfs -o ro none sealed && exec \"$@\"' sh \"$@\"", "--out", "sealed/out");
    }

    [Fact]
    public void A_package_of_byte_code_alone_is_left_and_named()
    {
        WastefulFunction.Write(_thaw, "import bare\n\n\ndef handler(event, context):\n    return bare.answer()\n");
        _thaw.Write("f/bare.py", "import waste\n\n\ndef answer():\n    return 42\n");
        using (var compile = Process.Start("/usr/bin/python3", ["-m", "compileall", "-b", "-q", _thaw.PathOf("f/bare.py"), _thaw.PathOf("f/waste.py")]))
        {
            compile.WaitForExit();
        }

        File.Delete(_thaw.PathOf("f/bare.py"));
        File.Delete(_thaw.PathOf("f/waste.py"));

        var run = Optimize(null);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no import is worth deferring", run.Output, StringComparison.Ordinal);
        Assert.Contains("bare, waste (", run.Output, StringComparison.Ordinal);
        Assert.Contains("without a source", run.Output, StringComparison.Ordinal);
        AssertNothingChanged();
    }

    [Fact]
    public void A_zipped_egg_is_left_and_named()
    {
        const string path = "import os\nimport sys\n\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), \"lib.egg\"))\n";
        _thaw.WriteFunction(path + "import packed\n\n\ndef handler(event, context):\n    return packed.answer()\n");
        _thaw.Write("egg/packed.py", "import waste\n\n\ndef answer():\n    return 42\n");
        _thaw.Write("egg/waste.py", WastefulFunction.Waste);
        System.IO.Compression.ZipFile.CreateFromDirectory(_thaw.PathOf("egg"), _thaw.PathOf("f/lib.egg"));

        var run = Optimize(null);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("packed, waste (", run.Output, StringComparison.Ordinal);
        Assert.Contains("in a zip or egg", run.Output, StringComparison.Ordinal);
        AssertNothingChanged();
    }

    [Fact]
    public void A_function_whose_results_are_never_the_same()
    {
        WastefulFunction.Write(_thaw, "import waste\nimport uuid\n\n\ndef handler(event, context):\n    return str(uuid.uuid4())\n");
        AssertRefused(1, "differ between two runs of the original, so nothing can be verified", null);
    }

    [Fact]
    public void What_differs_between_two_runs_is_masked_and_listed()
    {
        WastefulFunction.Write(_thaw, "import waste\nimport uuid\n\n\ndef handler(event, context):\n    return {\"id\": str(uuid.uuid4()), \"answer\": 42}\n");

        var run = Optimize(null);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("result.id", run.Output, StringComparison.Ordinal);
        Assert.Contains("differ between two runs of the original", run.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void Events_that_all_fail_on_the_original()
    {
        WastefulFunction.Write(_thaw, "import waste\n\n\ndef handler(event, context):\n    raise ValueError(\"as ever\")\n");
        AssertRefused(1, "every event fails on the original", null);
    }

    [Fact]
    public void Write_outside_a_git_tree()
    {
        WastefulFunction.Write(_thaw);
        AssertRefused(2, "is in no git working tree", null, "--write");
        Assert.Equal(WastefulFunction.Handler, File.ReadAllText(_thaw.PathOf("f/handler.py")));
    }

    [Fact]
    public void Write_in_a_tree_with_changes()
    {
        WastefulFunction.Write(_thaw);
        _thaw.Write(".gitignore", "/state/\n/home/\n/tmp/\n");
        GitFolder.Commit(_thaw.PathOf(""));
        _thaw.Write("f/waste.py", WastefulFunction.Waste + "MINE = 1\n");
        AssertRefused(2, "is not clean: f/waste.py; commit or stash that first", null, "--write");
    }

    [Theory]
    [InlineData("there is nothing to take back", "--undo")]
    [InlineData("--undo and --write exclude each other", "--undo", "--write")]
    [InlineData("--write and --out exclude each other", "--write", "--out", "x")]
    [InlineData("nowhere/manifest.json: is not there", "--profile", "nowhere")]
    public void Options_that_make_no_sense(string expected, params string[] arguments)
    {
        WastefulFunction.Write(_thaw);
        AssertRefused(2, expected, null, arguments);
    }
}
