using System.IO.Compression;
using Thaw.Functions;
using Thaw.Python.Environments;
using Thaw.Python.Interpreters;
using Thaw.Testing;

namespace Thaw.Python.Tests.Environments;

public sealed class RequirementsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Interpreter _python = InterpreterFinder.Inspect("/usr/bin/python3");

    public void Dispose() => _folder.Dispose();

    private PythonEnvironment Make(string file = "requirements.txt") =>
        PythonEnvironments.ForRequirements(_python, _folder.PathOf(file), _folder.PathOf("cache"));

    /// <summary>A wheel as a build tool makes it: a module, a console script, and its metadata.</summary>
    private void Wheel(string version)
    {
        using var archive = new ZipArchive(
            File.Create(_folder.PathOf($"frosty-{version}-py3-none-any.whl")), ZipArchiveMode.Create);
        Add("frosty.py", $"VERSION = '{version}'\ndef main():\n    print('run', VERSION)\n");
        Add($"frosty-{version}.dist-info/METADATA", $"Metadata-Version: 2.1\nName: Frosty\nVersion: {version}\n");
        Add($"frosty-{version}.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
        Add($"frosty-{version}.dist-info/entry_points.txt", "[console_scripts]\nfrosty = frosty:main\n");
        Add($"frosty-{version}.dist-info/RECORD", "frosty.py,,\n");

        void Add(string name, string content)
        {
            using var writer = new StreamWriter(archive.CreateEntry(name).Open());
            writer.Write(content);
        }
    }

    [RequiresFact("deb.python3-pip")]
    public void What_the_file_names_is_installed_and_nothing_else_is_seen()
    {
        Wheel("1.0");
        _folder.Write("requirements.txt", "--no-index\n./frosty-1.0-py3-none-any.whl\n");

        var environment = Make();

        Assert.Equal(environment.Executable, PythonRun.Output(environment, "import frosty, sys; print(sys.executable)"));
        Assert.Equal(["Frosty 1.0 frosty"], environment.Distributions.Select(d => $"{d.Name} {d.Version} {d.TopLevel[0]}"));
        Assert.Equal("None", PythonRun.Output(environment, "import importlib.util; print(importlib.util.find_spec('pip'))"));
        var script = Path.Combine(Path.GetDirectoryName(environment.Executable)!, "frosty");
        Assert.Equal("run 1.0", PythonRun.Output(environment, $"import subprocess; print(subprocess.check_output(['{script}'], text=True))"));
    }

    [RequiresFact("deb.python3-pip")]
    public void It_is_made_again_when_the_file_or_one_that_it_includes_changes()
    {
        Wheel("1.0");
        Wheel("2.0");
        _folder.Write("requirements.txt", "--no-index\n-r more.txt\n");
        _folder.Write("more.txt", "./frosty-1.0-py3-none-any.whl\n");
        var first = Make();

        Assert.Equal(first.Executable, Make().Executable);
        _folder.Write("more.txt", "./frosty-2.0-py3-none-any.whl\n");
        var second = Make();

        Assert.NotEqual(first.Executable, second.Executable);
        Assert.Equal("2.0", Assert.Single(second.Distributions).Version);
    }

    [RequiresFact("deb.python3-pip")]
    public void A_failure_of_pip_is_one_line_and_leaves_nothing()
    {
        var file = _folder.Write("requirements.txt", "--no-index\nthere-is-no-such-thing==1\n");

        var error = Assert.Throws<FunctionException>(() => Make());

        Assert.Equal(
            $"{file}: pip could not install it: ERROR: No matching distribution found for there-is-no-such-thing==1; "
            + "correct the file, or the index that pip uses",
            error.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.PathOf("cache")));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var error = Assert.Throws<FunctionException>(() => Make("none.txt"));

        Assert.Equal($"{_folder.PathOf("none.txt")}: no such file; give a requirements file to --requirements", error.Message);
    }

    [Fact]
    public void An_interpreter_without_pip_is_named_with_the_command()
    {
        _folder.Write("requirements.txt", "");
        var bare = PythonEnvironments.ForDebianPackages(_python, [], _folder.PathOf("bare"));
        var python = InterpreterFinder.Inspect(bare.Executable);

        var error = Assert.Throws<FunctionException>(
            () => PythonEnvironments.ForRequirements(python, _folder.PathOf("requirements.txt"), _folder.PathOf("cache")));

        Assert.Equal(FunctionProblem.Missing, error.Problem);
        Assert.StartsWith($"{bare.Executable}: has no pip, which {_folder.PathOf("requirements.txt")} needs", error.Message, StringComparison.Ordinal);
    }
}
