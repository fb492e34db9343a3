using System.Collections.Concurrent;
using System.Diagnostics;
using Thaw.Python.Interpreters;

namespace Thaw.Hosting.Runtimes;

/// <summary>The runtimes that this machine has, and the folder with Thaw's part of them, as sandboxes see it.</summary>
/// <remarks>Members may be called from any thread.</remarks>
public sealed class RuntimeCatalogue
{
    /// <summary>Where a sandbox sees <see cref="Folder"/>.</summary>
    public const string Place = "/var/runtime";

    private static readonly string[] Sources = ["bootstrap.py", "thaw_runtime.py", "thaw_logging.py"];
    private readonly ConcurrentDictionary<string, Lazy<Interpreter>> _prepared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Interpreter> _interpreters;

    private RuntimeCatalogue(string folder, IReadOnlyList<(string Name, Interpreter Interpreter)> found)
    {
        Folder = folder;
        _interpreters = found.ToDictionary(each => each.Name, each => each.Interpreter);
        Versions = [.. found.Select(each => (each.Name, each.Interpreter.Version))];
    }

    /// <summary>The host's folder with the runtime's sources and byte code.</summary>
    public string Folder { get; }

    /// <summary>What a function can ask for, as <c>python3.11</c>.</summary>
    public IReadOnlyList<string> Names => [.. _interpreters.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The same with the whole version, as <c>3.11.2</c>, the machine's own choice first.</summary>
    public IReadOnlyList<(string Name, string Version)> Versions { get; }

    /// <summary>Folders of interpreters that do not lie below /usr; a sandbox has to see them.</summary>
    public IReadOnlyList<string> SharedFolders =>
        [.. _interpreters.Values.Select(RootOf).Where(root => !root.StartsWith("/usr", StringComparison.Ordinal) && root != "/").Distinct()];

    /// <summary>Looks for interpreters, and writes the runtime's sources.</summary>
    /// <param name="folder">Where to; what was there goes.</param>
    /// <param name="cacheFolder">Where answers of interpreters are kept.</param>
    public static RuntimeCatalogue Create(string folder, string cacheFolder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        foreach (var source in Sources)
            File.Copy(Path.Combine(AppContext.BaseDirectory, "runtime", source), Path.Combine(folder, source));
        var found = InterpreterFinder.FindAll(cacheFolder).Where(each => each.VirtualEnvironment is null)
            .GroupBy(each => "python" + each.MinorVersion).Select(group => (group.Key, group.First()));
        return new RuntimeCatalogue(folder, [.. found]);
    }

    /// <summary>Refuses a runtime that is not here.</summary>
    /// <exception cref="HostingException">The message names those that are.</exception>
    public void Check(string runtime)
    {
        if (!_interpreters.ContainsKey(runtime))
        {
            throw HostingException.Invalid(
                $"Runtime {runtime} is not on this machine; it has {(Names.Count == 0 ? "none: apt-get install python3" : string.Join(", ", Names))}");
        }
    }

    /// <summary>The interpreter of a runtime, with the runtime's byte code ready for it.</summary>
    /// <exception cref="HostingException">It is not here, or does not work.</exception>
    public Interpreter Prepare(string runtime)
    {
        Check(runtime);
        return _prepared.GetOrAdd(runtime, key => new Lazy<Interpreter>(() => Compile(_interpreters[key]))).Value;
    }

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
