using Thaw.Linux.Processes;
using Thaw.Testing;

namespace Thaw.Linux.Tests.Processes;

public sealed class SpawnFailureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Missing_program() => Fails("no such file", new("/nowhere/python3", [], Env));

    [Fact]
    public void Name_not_on_the_path() => Fails("not found on PATH", new("thaw-no-such-program", [], Env));

    [Fact]
    public void A_folder() => Fails("it is a folder", new("/usr/bin", [], Env));

    [Fact]
    public void Missing_working_folder() =>
        Fails("working folder /nowhere does not exist", new("/bin/true", [], Env) { WorkingDirectory = "/nowhere" });

    [Fact]
    public void Missing_input() =>
        Fails("standard input /nowhere does not exist", new("/bin/true", [], Env) { StandardInputPath = "/nowhere" });

    [Fact]
    public void Missing_folder_of_the_output() =>
        Fails("the folder of its output /nowhere/x does not exist", new("/bin/true", [], Env) { StandardOutputPath = "/nowhere/x" });

    [Fact]
    public void Not_executable() => Fails("chmod +x", new(Script("#!/bin/sh\n", executable: false), [], Env));

    [Fact]
    public void Missing_interpreter() => Fails("(/nowhere/sh) does not exist", new(Script("#!/nowhere/sh\n"), [], Env));

    [Fact]
    public void Not_a_program() => Fails("without a #! line", new(Script("neither\n"), [], Env));

    [Fact]
    public void Open_for_writing()
    {
        var program = Script("");
        File.Copy("/bin/true", program, overwrite: true);
        File.SetUnixFileMode(program, (UnixFileMode)0b111_000_000);
        using var writer = new FileStream(program, FileMode.Open, FileAccess.Write);
        Fails("open for writing", new(program, [], Env));
    }

    [Fact]
    public void Nul_characters_and_bad_names()
    {
        Fails("NUL character", new("/bin/true", ["a\0b"], Env));
        Fails("no name of an environment variable", new("/bin/true", [], new Dictionary<string, string> { ["a=b"] = "" }));
    }

    [Fact]
    public void Too_long() => Fails("too long", new("/bin/true", [new string('x', 4_000_000)], Env));

    private static Dictionary<string, string> Env => new() { ["PATH"] = "/usr/bin:/bin" };

    private static void Fails(string expected, SpawnRequest request)
    {
        var failure = Assert.Throws<SpawnException>(() => ChildProcess.Spawn(request));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    private string Script(string content, bool executable = true)
    {
        var path = _folder.PathOf("program");
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, (UnixFileMode)(executable ? 0b111_000_000 : 0b110_000_000));
        return path;
    }
}
