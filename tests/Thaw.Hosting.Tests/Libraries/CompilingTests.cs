using System.Diagnostics;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Libraries;

/// <summary>Compiling what tenants wrote: what becomes of sources, and what the process that parses them can do.</summary>
public sealed class CompilingTests
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "runtime", "compile_sources.py");

    [Fact]
    public void What_can_be_compiled_is_and_what_cannot_is_left_out()
    {
        using var folder = new TemporaryFolder();
        folder.Write("plain.py", "import os\nx = 1\n");
        File.WriteAllBytes(folder.PathOf("latin.py"), System.Text.Encoding.Latin1.GetBytes("# coding: latin-1\nx = 'é'\n"));
        folder.Write("wrong.py", "x = (\n");
        folder.Write("deep.py", $"x = {new string('(', 100_000)}1{new string(')', 100_000)}\n");
        folder.Write("last.py", "x = 2\n");
        string[] names = ["plain", "latin", "wrong", "deep", "last"];
        Assert.Equal("", Run(["-I", "-S", "-B", Script], string.Concat(names.Select(name => folder.PathOf(name + ".py") + "\n"))));
        var made = Directory.EnumerateFiles(folder.PathOf("__pycache__")).Select(file => Path.GetFileName(file).Split('.')[0]).Order(StringComparer.Ordinal);
        Assert.Equal(["last", "latin", "plain"], made);
        // The interpreter takes it for its own: with the source gone from view, the module is still that of the byte code.
        Assert.Equal("1 True", Run(["-B", "-c", $"import sys; sys.path.insert(0, '{folder.Path}'); import plain; print(plain.x, plain.__spec__.cached.endswith('.pyc'))"], "").Trim());
    }

    [RequiresFact("root")]
    public void The_process_that_parses_can_do_nothing_else()
    {
        const string attempts = """
            import os, socket, sys
            sys.path.insert(0, sys.argv[1])
            import compile_sources
            answers, them = os.pipe()
            if os.fork() == 0:
                os.dup2(them, 1)
                compile_sources.jail()
                said = []
                for attempt in (lambda: open("/etc/passwd"), lambda: open("/x", "w"), lambda: os.listdir("/"), os.pipe, os.fork, socket.socket,
                                lambda: os.dup(1), lambda: os.setuid(0), lambda: os.setgroups([0]), lambda: os.chroot("/"), lambda: os.kill(os.getppid(), 0)):
                    try: said.append("escaped %r" % (attempt(),))
                    except OSError: said.append("refused")
                os.write(1, " ".join(said + [str(os.getuid())]).encode())
                os._exit(0)
            os.close(them)
            print(os.read(answers, 10000).decode())
            """;
        var said = Run(["-I", "-c", attempts, Path.GetDirectoryName(Script)!], "").Trim().Split(' ');
        Assert.Equal([.. Enumerable.Repeat("refused", 11), "65534"], said);
    }

    private static string Run(string[] arguments, string input)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + errors.Result;
    }
}
