using Thaw.Functions;
using Thaw.Python.Environments;
using Thaw.Python.Interpreters;
using Thaw.Testing;

namespace Thaw.Python.Tests.Environments;

public sealed class DebianEnvironmentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Interpreter _python = InterpreterFinder.Inspect("/usr/bin/python3");

    public void Dispose() => _folder.Dispose();

    private PythonEnvironment Make(params string[] packages) =>
        PythonEnvironments.ForDebianPackages(_python, packages, _folder.PathOf("cache"));

    [RequiresFact("deb.python3-pandas", "deb.python3-matplotlib")]
    public void Declared_packages_and_their_hard_dependencies_are_all_that_is_seen()
    {
        var environment = Make("python3-pandas");

        var said = PythonRun.Output(environment, """
            import importlib.metadata, importlib.util, sys
            import pandas
            print(sys.executable)
            print(pandas.Series([1, 2]).sum(), importlib.metadata.version("numpy") != "")
            print([n for n in ("numpy", "dateutil", "six", "matplotlib", "PIL", "scipy") if importlib.util.find_spec(n)])
            print([p for p in sys.path if p.endswith("-packages")])
            """).Split('\n');

        Assert.Equal(environment.Executable, said[0]);
        Assert.Equal("3 True", said[1]);
        Assert.Equal("['numpy', 'dateutil', 'six']", said[2]);
        Assert.Equal($"['{Assert.Single(environment.SitePackages)}']", said[3]);
        Assert.Contains(environment.Distributions, d => d is { Name: "pandas", TopLevel: ["pandas"] } && d.Version.Length > 0);
        Assert.DoesNotContain(environment.Distributions, d => d.Name == "matplotlib");
    }

    [Fact]
    public void Without_packages_there_is_the_standard_library_alone()
    {
        var environment = Make();

        Assert.Equal("[]", PythonRun.Output(environment, "import os, sys; print(os.listdir([p for p in sys.path if p.endswith('-packages')][0]))"));
        Assert.Equal("True", PythonRun.Output(environment, "import json, sqlite3, ssl, sys; print(sys.prefix != sys.base_prefix)"));
        Assert.Empty(environment.Distributions);
    }

    [RequiresFact("deb.python3-numpy")]
    public void Child_processes_run_in_the_environment_too()
    {
        var file = _folder.Write("pool.py", """
            import multiprocessing, sys
            def see(_):
                import numpy
                return sys.executable
            if __name__ == "__main__":
                with multiprocessing.get_context("spawn").Pool(1) as pool:
                    print(pool.map(see, [1])[0])
            """);
        var environment = Make("python3-numpy");

        Assert.Equal(environment.Executable, PythonRun.Output(environment, "", file));
    }

    [RequiresTheory("python3.13", "python3.15", "deb.python3-markdown")]
    [InlineData("3.13")]
    [InlineData("3.15")]
    public void An_interpreter_unpacked_into_a_folder_sees_the_packages_unpacked_there(string version)
    {
        var python = InterpreterFinder.Choose(version, null, needsDebianPackages: false, _folder.PathOf("asked"));
        // Where somebody installed this version by other means, there is nothing to see.
        if (!python.IsDebianSystem)
            return;

        var environment = PythonEnvironments.ForDebianPackages(python, ["python3-markdown"], _folder.PathOf("cache"));

        Assert.Equal(
            $"{environment.Executable} <p>a</p>",
            PythonRun.Output(environment, "import markdown, sys; print(sys.executable, markdown.markdown('a'))"));
        Assert.Contains(environment.Distributions, d => d.Name == "Markdown");
    }

    [Fact]
    public void A_package_that_is_not_installed_is_named_with_the_command()
    {
        var error = Assert.Throws<FunctionException>(() => Make("python3-no-such", "python3-nor-this"));

        Assert.Equal(FunctionProblem.Missing, error.Problem);
        Assert.Equal(
            "Debian packages not installed: python3-no-such python3-nor-this; "
            + "install with: apt-get install --no-install-recommends python3-no-such python3-nor-this",
            error.Message);
        Assert.False(Directory.Exists(_folder.PathOf("cache")));
    }

    [Fact]
    public void An_interpreter_that_is_not_Debians_has_no_Debian_packages()
    {
        var other = _python with { Executable = "/opt/python", IsDebianSystem = false, DebianRoot = null };

        var error = Assert.Throws<FunctionException>(
            () => PythonEnvironments.ForDebianPackages(other, ["python3-numpy"], _folder.PathOf("cache")));

        Assert.Equal(
            $"/opt/python: the function declares Debian packages (python3-numpy), which this Python {other.Version} does not "
            + "have; choose Debian's own with --python /usr/bin/python3",
            error.Message);
    }

    [Fact]
    public void One_that_is_there_is_used_again_and_a_damaged_one_is_made_again()
    {
        var first = Make();
        var made = File.GetLastWriteTimeUtc(Path.Combine(Folder(first), "pyvenv.cfg"));

        Assert.Equal(first.Executable, Make().Executable);
        Assert.Equal(made, File.GetLastWriteTimeUtc(Path.Combine(Folder(first), "pyvenv.cfg")));

        File.Delete(first.Executable);
        Assert.Equal(first.Executable, Make().Executable);
        Assert.Equal("1", PythonRun.Output(first, "print(1)"));
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(_folder.PathOf("cache")).Count());
    }

    [RequiresFact("deb.python3-numpy")]
    public void Several_may_make_the_same_one_at_once()
    {
        var made = Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(8).Select(_ => Make("python3-numpy"))
            .Select(e => e.Executable).Distinct().ToList();

        Assert.Single(made);
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(_folder.PathOf("cache")).Count());
        Assert.Equal("3", PythonRun.Output(Make("python3-numpy"), "import numpy; print(numpy.array([1, 2]).sum())"));
    }

    [Fact]
    public void What_a_dead_process_left_is_removed_after_a_day()
    {
        var (old, young) = (_folder.PathOf("cache/debian-ab-cd.tmp"), _folder.PathOf("cache/debian-ab-ef.tmp"));
        var (broken, foreign) = (_folder.PathOf("cache/pip-ab-cd"), _folder.PathOf("cache/something.tmp"));
        foreach (var folder in new[] { old, young, broken, foreign })
        {
            Directory.CreateDirectory(folder);
            if (folder != young)
                Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddDays(-2));
        }

        Make();

        Assert.Equal(
            [false, true, false, true], new[] { old, young, broken, foreign }.Select(Directory.Exists));
    }

    private static string Folder(PythonEnvironment environment) =>
        Path.GetDirectoryName(Path.GetDirectoryName(environment.Executable))!;
}
