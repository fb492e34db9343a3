using Thaw.Functions;
using Thaw.Python.Interpreters;
using Thaw.Testing;

namespace Thaw.Python.Tests.Interpreters;

public sealed class InterpreterFinderTests : IDisposable
{
    private const string System = "/usr/bin/python3";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Script(string name, string content)
    {
        var file = _folder.Write(name, content);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    private static string Error(Action action, FunctionProblem problem = FunctionProblem.BadInput)
    {
        var error = Assert.Throws<FunctionException>(action);
        Assert.Equal(problem, error.Problem);
        Assert.DoesNotContain('\n', error.Message);
        return error.Message;
    }

    [Fact]
    public void The_systems_interpreter_describes_itself()
    {
        var python = InterpreterFinder.Inspect(System);

        Assert.Equal((System, "cpython", "/usr", "/"), (python.Executable, python.Implementation, python.BasePrefix, python.DebianRoot));
        Assert.True(python.IsDebianSystem);
        Assert.Null(python.VirtualEnvironment);
        Assert.Equal($"/usr/lib/python{python.MinorVersion}", python.StandardLibrary);
        Assert.Contains("/usr/lib/python3/dist-packages", python.SitePackages);
        Assert.DoesNotContain(python.SitePackages, s => s.EndsWith("lib-dynload", StringComparison.Ordinal));
        Assert.Contains("json", python.StandardModules);
        Assert.Contains("_io", python.StandardModules);
        Assert.StartsWith("cpython-3", python.CacheTag, StringComparison.Ordinal);
        Assert.Equal(python.Version.Split('.')[1].CompareTo("12") >= 0, python.HasMonitoring);
    }

    [Fact]
    public void A_shim_is_looked_through()
    {
        var shim = Script("python3", $"#!/bin/sh\nexec {System} \"$@\"\n");

        Assert.Equal(System, InterpreterFinder.Inspect(shim).Executable);
    }

    [Fact]
    public void A_wrapper_that_the_interpreter_cannot_do_without_is_kept()
    {
        // The interpreter behind it is hidden from others, as one that starts through its own loader is.
        var wrapper = Script("python3", $"#!/bin/bash\nexec -a /nonexistent/python3 {System} \"$@\"\n");

        Assert.Equal(wrapper, InterpreterFinder.Inspect(wrapper).Executable);
    }

    [Fact]
    public void A_virtual_environment_is_its_own_interpreter()
    {
        Directory.CreateDirectory(_folder.PathOf("venv/bin"));
        File.CreateSymbolicLink(_folder.PathOf("venv/bin/python"), System);
        _folder.Write("venv/pyvenv.cfg", "home = /usr/bin\ninclude-system-site-packages = false\n");

        var python = InterpreterFinder.Inspect(_folder.PathOf("venv/bin/python"), _folder.PathOf("asked"));

        Assert.Equal(_folder.PathOf("venv/bin/python"), python.Executable);
        Assert.Equal(_folder.PathOf("venv"), python.VirtualEnvironment);
        Assert.Equal("/usr", python.BasePrefix);
    }

    [Fact]
    public void Output_of_start_up_files_does_not_confuse_the_answer()
    {
        var noisy = Script("python3", $"#!/bin/sh\nprintf 'hello '\nexec {System} \"$@\"\n");

        Assert.Equal(System, InterpreterFinder.Inspect(noisy).Executable);
    }

    [Fact]
    public void An_answer_is_kept_until_the_program_changes()
    {
        var cache = _folder.PathOf("asked");
        var fake = Script("python3", $"#!/bin/bash\necho asked >> {_folder.PathOf("log")}\nexec -a \"$0\" {System} \"$@\"\n");

        var first = InterpreterFinder.Inspect(fake, cache);
        var second = InterpreterFinder.Inspect(fake, cache);
        Assert.Equal(fake, first.Executable);
        Assert.Equal(first.SitePackages, second.SitePackages);
        Assert.Single(File.ReadAllLines(_folder.PathOf("log")));

        File.AppendAllText(fake, "# changed\n");
        InterpreterFinder.Inspect(fake, cache);
        Assert.Equal(2, File.ReadAllLines(_folder.PathOf("log")).Length);

        // What is damaged or of another version counts as absent.
        var kept = Assert.Single(Directory.EnumerateFiles(cache));
        foreach (var content in new[] { "", "{", "{}", "null", File.ReadAllText(kept).Replace("\"version\":1", "\"version\":2") })
        {
            File.WriteAllText(kept, content);
            Assert.Equal(first.Version, InterpreterFinder.Inspect(fake, cache).Version);
        }
        Assert.Equal(7, File.ReadAllLines(_folder.PathOf("log")).Length);
    }

    [Fact]
    public void A_cache_that_cannot_be_written_costs_nothing_but_time()
    {
        var file = _folder.Write("file", "");

        Assert.Equal(System, InterpreterFinder.Inspect(System, Path.Combine(file, "asked")).Executable);
    }

    [Fact]
    public void What_is_no_interpreter_is_refused_with_its_own_words()
    {
        var broken = Script("broken", "#!/bin/sh\necho first >&2\necho 'I am broken' >&2\nexit 3\n");
        var mute = Script("mute", "#!/bin/sh\n");
        var liar = Script("liar", "#!/bin/sh\necho 'thaw-interpreter {\"executable\": 1}'\n");
        var plain = _folder.Write("plain", "");

        Assert.Equal(
            $"{broken}: not a usable Python 3 interpreter: I am broken; name another one with --python",
            Error(() => InterpreterFinder.Inspect(broken)));
        Assert.Equal(
            $"{mute}: not a usable Python 3 interpreter: it ended with exit code 0 and no answer; name another one with --python",
            Error(() => InterpreterFinder.Inspect(mute)));
        Assert.Equal(
            $"{liar}: not a usable Python 3 interpreter: its answer is not understood; name another one with --python",
            Error(() => InterpreterFinder.Inspect(liar)));
        Assert.StartsWith($"{plain}: cannot be started: ", Error(() => InterpreterFinder.Inspect(plain)), StringComparison.Ordinal);
        Assert.Equal(
            "no-such-python: no such interpreter; give a path or a version to --python",
            Error(() => InterpreterFinder.Inspect("no-such-python")));
    }

    [Fact]
    public void A_program_that_does_not_answer_is_ended_with_its_children()
    {
        var hung = Script("hung", $"#!/bin/sh\nsleep 1000 &\necho $! > {_folder.PathOf("pid")}\nwait\n");

        // However slow the machine: the program is asked again until it came far enough to have a child.
        string message;
        do
        {
            message = Error(() => InterpreterQuery.Ask(hung, TimeSpan.FromMilliseconds(300)));
        }
        while (!File.Exists(_folder.PathOf("pid")) || new FileInfo(_folder.PathOf("pid")).Length == 0);

        Assert.Equal(
            $"{hung}: not a usable Python 3 interpreter: it did not answer within 0.3 s; name another one with --python", message);
        ProcessFacts.WaitUntilGone(int.Parse(File.ReadAllText(_folder.PathOf("pid"))));
    }

    [Fact]
    public void Declared_packages_need_the_systems_interpreter()
    {
        var python = InterpreterFinder.Choose(null, ">=3.9", needsDebianPackages: true, _folder.PathOf("asked"));

        Assert.True(python.IsDebianSystem);
    }

    [Fact]
    public void A_version_finds_an_interpreter_of_it()
    {
        var version = InterpreterFinder.Inspect(System).MinorVersion;

        Assert.Equal(version, InterpreterFinder.Choose(version, null, cacheFolder: _folder.PathOf("asked")).MinorVersion);
    }

    [Fact]
    public void What_no_interpreter_fulfils_is_explained()
    {
        var version = InterpreterFinder.Inspect(System).Version;
        var cache = _folder.PathOf("asked");

        Assert.Equal(
            $"{System}: Python {version} does not fulfil the function's python: \"<3\"; choose another one with --python",
            Error(() => InterpreterFinder.Choose(System, "<3", cacheFolder: cache)));
        var none = Error(() => InterpreterFinder.Choose(null, "<3", cacheFolder: cache), FunctionProblem.Missing);
        Assert.StartsWith("no Python <3 found; this machine has ", none, StringComparison.Ordinal);
        Assert.Contains($"{version} ({System})", none, StringComparison.Ordinal);
        Assert.StartsWith(
            "no Python 3.99 found; this machine has ",
            Error(() => InterpreterFinder.Choose("3.99", null, cacheFolder: cache), FunctionProblem.Missing), StringComparison.Ordinal);
    }

    [RequiresTheory("python3.13", "python3.15")]
    [InlineData("3.13")]
    [InlineData("3.15")]
    public void Interpreters_of_other_versions_are_found(string version)
    {
        var python = InterpreterFinder.Choose(version, null, cacheFolder: _folder.PathOf("asked"));

        Assert.Equal(version, python.MinorVersion);
        Assert.True(python.HasMonitoring);
    }

    [Fact]
    public void An_installation_is_found_once()
    {
        var all = InterpreterFinder.FindAll(_folder.PathOf("asked"));

        Assert.Equal(1, all.Count(i => i.BasePrefix == "/usr" && i.MinorVersion == InterpreterFinder.Inspect(System).MinorVersion
            && i.VirtualEnvironment is null));
        Assert.Equal(all.Count, all.Select(i => i.Executable).Distinct().Count());
    }
}
