using System.Diagnostics;
using Thaw.Functions;
using Thaw.Python.Interpreters;

namespace Thaw.Hosting.Runtimes;

/// <summary>The runtimes that this machine has, and the folder with Thaw's part of them, as sandboxes see it.</summary>
/// <remarks>Members may be called from any thread.</remarks>
public sealed class RuntimeCatalogue
{
    /// <summary>Where a sandbox sees <see cref="Folder"/>.</summary>
    public const string Place = "/var/runtime";

    /// <summary>Runtimes that are a program of the function's own, called <c>bootstrap</c>, which asks for its work over HTTP.</summary>
    public static IReadOnlyList<string> Custom { get; } = ["provided", "provided.al2", "provided.al2023"];

    private static readonly string[] Sources =
        ["bootstrap.py", "thaw_runtime.py", "thaw_logging.py", "thaw_hooks.py", "thaw_preload.py", "snapshot_restore_py.py", "bootstrap_api.py", "thaw_api.py"];
    private readonly OnceEach<string, Interpreter> _prepared = new();
    private readonly Dictionary<string, Interpreter> _interpreters;

    private RuntimeCatalogue(string folder, IReadOnlyList<(string Name, Interpreter Interpreter)> found)
    {
        Folder = folder;
        _interpreters = found.ToDictionary(each => each.Name, each => each.Interpreter);
        Versions = [.. found.Select(each => (each.Name, each.Interpreter.Version))];
    }

    /// <summary>The host's folder with the runtime's sources and byte code.</summary>
    public string Folder { get; }

    /// <summary>The interpreters that a function can ask for, as <c>python3.11</c>; <see cref="Custom"/> ones are always there.</summary>
    public IReadOnlyList<string> Names => [.. _interpreters.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The same with the whole version, as <c>3.11.2</c>, the machine's own choice first.</summary>
    public IReadOnlyList<(string Name, string Version)> Versions { get; }

    /// <summary>Folders of interpreters that do not lie below /usr; a sandbox has to see them.</summary>
    public IReadOnlyList<string> SharedFolders =>
        [.. _interpreters.Values.Select(RootOf).Where(root => !root.StartsWith("/usr", StringComparison.Ordinal) && root != "/").Distinct()];

    /// <summary>Looks for interpreters, and writes the runtime's sources.</summary>
    /// <param name="folder">Where to; what was there goes.</param>
    /// <param name="cacheFolder">Where answers of interpreters are kept.</param>
    /// <param name="mapped">Interpreters for names that they do not have by themselves, as <c>python3.12</c>: paths.</param>
    /// <exception cref="FunctionException">A mapped interpreter is not there, or is none.</exception>
    public static RuntimeCatalogue Create(string folder, string cacheFolder, IReadOnlyDictionary<string, string> mapped)
    {
        ArgumentNullException.ThrowIfNull(mapped);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        foreach (var source in Sources)
            File.Copy(Path.Combine(AppContext.BaseDirectory, "runtime", source), Path.Combine(folder, source));
        var found = InterpreterFinder.FindAll(cacheFolder).Where(each => each.VirtualEnvironment is null)
            // Debian's own of a version before another of it: only with that one do the system's packages go.
            .GroupBy(each => "python" + each.MinorVersion).Select(group => (group.Key, group.OrderByDescending(each => each.IsDebianSystem).First()))
            .Where(each => !mapped.ContainsKey(each.Key));
        return new RuntimeCatalogue(folder, [.. found, .. mapped.Select(each => (each.Key, InterpreterFinder.Inspect(each.Value, cacheFolder)))]);
    }

    /// <summary>Refuses a runtime that is not here.</summary>
    /// <exception cref="HostingException">The message names those that are.</exception>
    public void Check(string runtime)
    {
        if (!_interpreters.ContainsKey(runtime) && !Custom.Contains(runtime))
        {
            throw HostingException.Invalid(
                $"Runtime {runtime} is not on this machine; it has {(Names.Count == 0 ? "no Python: apt-get install python3" : string.Join(", ", Names))}, and {string.Join(", ", Custom)}; "
                + $"thaw serve --runtime {runtime}=INTERPRETER has another one stand for it");
        }
    }

    /// <summary>The interpreter of a runtime, with the runtime's byte code ready for it.</summary>
    /// <returns>Null for one of <see cref="Custom"/>.</returns>
    /// <exception cref="HostingException">It is not here, or does not work.</exception>
    public Interpreter? Prepare(string runtime)
    {
        Check(runtime);
        return Custom.Contains(runtime) ? null : PrepareInterpreter(runtime);
    }

    /// <summary>What starts an instance of a runtime: an interpreter, and the script that it runs.</summary>
    /// <exception cref="HostingException">It is not here, or does not work.</exception>
    internal RuntimeStart StartOf(string runtime)
    {
        if (Prepare(runtime) is { } interpreter)
            return new RuntimeStart([interpreter.Executable], Place + "/bootstrap.py");
        var any = Versions.Count > 0 ? Versions[0].Name : throw new HostingException(HostingProblem.Service, "custom runtimes need a Python on the host: apt-get install python3");
        return new RuntimeStart([PrepareInterpreter(any).Executable], Place + "/bootstrap_api.py");
    }

    /// <summary>The interpreter of a runtime; null when it is not here, or one of <see cref="Custom"/>.</summary>
    public Interpreter? Find(string runtime) => _interpreters.GetValueOrDefault(runtime);

    private Interpreter PrepareInterpreter(string runtime) =>
        _prepared.Get(runtime, key => Compile(_interpreters[key]));

    // Unchecked: the instance then neither asks for the source's date nor reads it.
    private Interpreter Compile(Interpreter interpreter)
    {
        const string script = "import py_compile, sys\nfor name in sys.argv[1:]:\n"
            + "  py_compile.compile(name, doraise=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)";
        var start = new ProcessStartInfo(
            interpreter.Executable, ["-I", "-S", "-c", script, .. Sources.Select(name => Path.Combine(Folder, name))])
        { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var complaint = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? interpreter
            : throw new HostingException(HostingProblem.Service, $"{interpreter.Executable} does not compile the runtime: {complaint.Trim().Split('\n')[^1]}");
    }

    private static string RootOf(Interpreter interpreter) => interpreter.DebianRoot ?? interpreter.BasePrefix;
}
