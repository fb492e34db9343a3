using System.Text.Json;
using Thaw.Functions;

namespace Thaw.Python.Interpreters;

/// <summary>Asks a program what interpreter it is.</summary>
internal static class InterpreterQuery
{
    // A shim takes 0.1 s, a cold disk a second; a program that reads on is none of ours.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private const string Marker = "thaw-interpreter ";

    // It also has to be understood by Python 2, which must get a clear message. What a .pth file prints comes
    // before the marker. The isolated mode keeps the user's own folders and PYTHONPATH out.
    private const string Program = """
        import json, os, platform, sys, sysconfig
        paths = sysconfig.get_paths()
        own = [os.path.realpath(paths[k]) for k in ("stdlib", "platstdlib")]
        own += [os.path.join(p, "lib-dynload") for p in own]
        names = getattr(sys, "stdlib_module_names", None) or [
            n.split(".")[0] for p in own if os.path.isdir(p) for n in os.listdir(p)]
        site = [p for p in sys.path if os.path.isdir(p) and os.path.realpath(p) not in own]
        print("\nthaw-interpreter " + json.dumps({
            "executable": sys.executable,
            "baseExecutable": getattr(sys, "_base_executable", None) or sys.executable,
            "version": platform.python_version(),
            "implementation": platform.python_implementation().lower(),
            "prefix": sys.prefix,
            "basePrefix": getattr(sys, "base_prefix", sys.prefix),
            "standardLibrary": paths["stdlib"],
            "hasMonitoring": hasattr(sys, "monitoring"),
            "build": sys.version.replace("\n", " "),
            "cacheTag": getattr(getattr(sys, "implementation", None), "cache_tag", None) or "",
            "sitePackages": site,
            "standardModules": sorted(set(names) | set(sys.builtin_module_names)),
        }))
        """;

    /// <summary>The answer of <paramref name="executable"/>.</summary>
    /// <param name="executable">The program.</param>
    /// <param name="limit">How long it may take; null: long enough for a slow shim on a cold disk.</param>
    /// <exception cref="FunctionException">It does not start, takes too long, or is no Python 3.</exception>
    public static InterpreterAnswer Ask(string executable, TimeSpan? limit = null)
    {
        var done = ProcessRunner.Run(executable, ["-I", "-c", Program], limit ?? Limit);
        if (done.TimedOut)
            throw Unusable(executable, $"it did not answer within {(limit ?? Limit).TotalSeconds} s");
        var line = done.Output.Split('\n').LastOrDefault(l => l.StartsWith(Marker, StringComparison.Ordinal));
        if (done.ExitCode != 0 || line is null)
            throw Unusable(executable, done.LastErrorLine ?? $"it ended with exit code {done.ExitCode} and no answer");
        try
        {
            return JsonSerializer.Deserialize(line[Marker.Length..], InterpreterJson.Default.InterpreterAnswer)
                ?? throw Unusable(executable, "its answer is empty");
        }
        catch (JsonException)
        {
            throw Unusable(executable, "its answer is not understood");
        }
    }

    private static FunctionException Unusable(string executable, string reason) =>
        new($"{executable}: not a usable Python 3 interpreter: {reason}; name another one with --python");
}
