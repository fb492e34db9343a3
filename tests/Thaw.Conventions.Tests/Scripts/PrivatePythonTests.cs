using Thaw.Conventions.Tests.Sources;
using Thaw.Testing;

namespace Thaw.Conventions.Tests.Scripts;

/// <summary>Interpreters that eng/private-python unpacked behave like installed ones.</summary>
public sealed class PrivatePythonTests : IDisposable
{
    private const string Workers = """
        import multiprocessing, sys
        def executable(_): return sys.executable
        if __name__ == "__main__":
            for method in multiprocessing.get_all_start_methods():
                with multiprocessing.get_context(method).Pool(1) as pool:
                    print(method, pool.map(executable, [0])[0] == sys.executable)
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PrivatePythonFact("3.13")]
    public void Python_3_13_is_complete() => IsComplete("3.13");

    [PrivatePythonFact("3.15")]
    public void Python_3_15_is_complete() => IsComplete("3.15");

    [PrivatePythonFact("3.13")]
    public void A_library_with_C_extensions_runs() =>
        Assert.Equal("6.0", Run(PrivatePythonFactAttribute.Wrapper("3.13"), "-c", "import numpy; print(numpy.linalg.det([[2.0, 0], [0, 3]]).round(3))"));

    private void IsComplete(string version)
    {
        var python = PrivatePythonFactAttribute.Wrapper(version);
        Assert.Equal(
            $"{python} {version}",
            Run(python, "-c", "import ctypes, json, lzma, sqlite3, ssl, sys; print(sys.executable, '%d.%d' % sys.version_info[:2])"));
        var environment = MakeEnvironment(python, version);
        Assert.Equal($"{_folder.Path} False", Run(environment, "-c", "import sys; print(sys.prefix, sys.prefix == sys.base_prefix)"));
        var workers = Run(environment, _folder.Write("workers.py", Workers));
        Assert.Equal(["fork True", "forkserver True", "spawn True"], workers.Split('\n').Order());
    }

    // By hand, as Thaw makes them: a link to the interpreter beside a pyvenv.cfg.
    private string MakeEnvironment(string python, string version)
    {
        _folder.Write("pyvenv.cfg", $"home = {Path.GetDirectoryName(python)}\ninclude-system-site-packages = false\nversion = {version}\n");
        Directory.CreateDirectory(_folder.PathOf($"lib/python{version}/site-packages"));
        Directory.CreateDirectory(_folder.PathOf("bin"));
        File.CreateSymbolicLink(_folder.PathOf("bin/python"), python);
        return _folder.PathOf("bin/python");
    }

    private static string Run(string program, params string[] arguments)
    {
        var run = Commands.Run(program, arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output.Trim();
    }
}
