using Thaw.Functions;
using Thaw.Python.CommandLines;
using Thaw.Testing;

namespace Thaw.Python.Tests.CommandLines;

public sealed class PythonCommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_interpreter_with_a_script_and_its_arguments()
    {
        var script = _folder.Write("tool", "");

        var command = PythonCommandLine.Parse(["/usr/bin/python3", "-u", script, "-m", "--help"]);

        Assert.Equal(("/usr/bin/python3", script, null), (command.Python, command.Script, command.Module));
        Assert.Equal(["-m", "--help"], command.Arguments);
    }

    [Theory]
    [InlineData("-m", "json.tool")]
    [InlineData("-mjson.tool", null)]
    public void A_module(string first, string? second)
    {
        var command = PythonCommandLine.Parse([.. new[] { "/usr/bin/python3", "-B", first, second, "x.json" }.OfType<string>()]);

        Assert.Equal((null, "json.tool"), (command.Script, command.Module));
        Assert.Equal(["x.json"], command.Arguments);
        var function = command.ToFunction(_folder.Path);
        Assert.Equal((FunctionKind.Module, _folder.Path), (function.Kind, function.Root));
    }

    [Theory]
    [InlineData("#!/opt/env/bin/python3.12\nimport sys\n", "/opt/env/bin/python3.12")]
    [InlineData("#!/usr/bin/env python3\n", "python3")]
    [InlineData("#! /usr/bin/env -S PYTHONUTF8=1 python3 -u\n", "python3")]
    [InlineData("#!/bin/sh\n'''exec' /a/very/long/path/bin/python \"$0\" \"$@\"\n' '''\nimport sys\n", "/a/very/long/path/bin/python")]
    [InlineData("#!/bin/sh\n'''exec' \"/a path/bin/python\" \"$0\" \"$@\"\n' '''\n", "/a path/bin/python")]
    public void An_installed_command_names_its_interpreter(string content, string python)
    {
        var script = _folder.Write("bin/tool", content);

        var command = PythonCommandLine.Parse([script, "--version"]);

        Assert.Equal((python, script), (command.Python, command.Script));
        Assert.Equal(["--version"], command.Arguments);
    }

    [Fact]
    public void A_script_behind_a_link_looks_for_modules_beside_itself()
    {
        var script = _folder.Write("app/tool.py", "");
        Directory.CreateDirectory(_folder.PathOf("bin"));
        File.CreateSymbolicLink(_folder.PathOf("bin/tool.py"), "../app/tool.py");

        var function = PythonCommandLine.Parse([_folder.PathOf("bin/tool.py")]).ToFunction("/");

        Assert.Equal((script, _folder.PathOf("app"), "/"), (function.Target, function.Root, function.WorkingFolder));
    }

    [Theory]
    [InlineData("no such command", "no-such-command-here")]
    [InlineData("compiled program", "/usr/bin/env", "python3")]
    [InlineData("cannot be profiled", "/usr/bin/python3", "-c", "pass")]
    [InlineData("cannot be passed on", "/usr/bin/python3", "-I", "x.py")]
    [InlineData("no such script", "/usr/bin/python3", "/no/such.py")]
    [InlineData("runs nothing", "/usr/bin/python3")]
    [InlineData("no command after --")]
    public void What_is_no_python_program_is_refused_in_one_line(string why, params string[] words)
    {
        var failure = Assert.Throws<FunctionException>(() => PythonCommandLine.Parse(words));

        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!/bin/bash\necho\n", "is run by /bin/bash")]
    [InlineData("echo\n", "names no interpreter")]
    [InlineData("#!/usr/bin/env python3\nPK\u0003\u0004", "zip application")]
    public void A_script_of_another_language_is_refused(string content, string why)
    {
        var failure = Assert.Throws<FunctionException>(() => PythonCommandLine.Parse([_folder.Write("tool", content)]));

        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }
}
