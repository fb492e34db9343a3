namespace Thaw.Linux.Capabilities;

/// <summary>
/// Python interpreters. Names lie (a shim on PATH stands for one of many), so each candidate is asked who it is; two
/// that turn out to be the same are one.
/// </summary>
internal static class PythonCapabilities
{
    private const string Question =
        "import sys; print('%d.%d.%d' % sys.version_info[:3], sys.version_info >= (3, 9) and sys.version_info < (3, 16), "
        + "hasattr(sys, 'monitoring'), sys.executable, sys.base_prefix, sep='\\t')";

    public static IReadOnlyList<Capability> Discover()
    {
        var candidates = Candidates();
        return candidates.Count > 0
            ? [.. candidates.Select(candidate => new Capability(NameOf(candidate), CapabilityGroups.Python, Enables, () => Ask(candidate)))]
            : [new Capability("python3", CapabilityGroups.Python, Enables, () =>
                Finding.Absent("no interpreter found on PATH, in /usr/bin or among pyenv's versions", "apt-get install python3"))];
    }

    private static string Enables => "profiling, optimising and serving functions of its version";

    private static List<string> Candidates()
    {
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(Path.IsPathRooted);
        var pyenv = Path.Combine(
            Environment.GetEnvironmentVariable("PYENV_ROOT") ?? Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".pyenv"),
            "versions");
        var versions = Directory.Exists(pyenv) ? Directory.GetDirectories(pyenv).Select(folder => Path.Combine(folder, "bin")) : [];
        // Shims are left out: they start a shell first, and the versions behind them are candidates themselves.
        return [.. onPath.Append("/usr/bin").Append("/usr/local/bin").Concat(versions)
            .Where(folder => Directory.Exists(folder) && !folder.EndsWith("/shims", StringComparison.Ordinal))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "python3.*"))
            .Where(file => NameOf(file) != "" && Processes.ProgramPath.IsExecutable(file))
            .DistinctBy(file => File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file)
            .OrderBy(file => int.Parse(NameOf(file)["python3.".Length..])).ThenBy(file => file, StringComparer.Ordinal)];
    }

    /// <summary><c>python3.11</c> for a file of exactly that form, an empty string otherwise (python3.11-config, python3.13t).</summary>
    private static string NameOf(string file)
    {
        var name = Path.GetFileName(file);
        return name.StartsWith("python3.", StringComparison.Ordinal) && int.TryParse(name["python3.".Length..], out _) ? name : "";
    }

    private static Finding Ask(string executable)
    {
        // -I and -S: neither the user's settings nor installed packages may answer.
        var answer = ProbeCommand.Run(executable, ["-I", "-S", "-c", Question], TimeSpan.FromSeconds(5));
        if (!answer.Succeeded || answer.FirstLine.Split('\t') is not [var version, var supported, var monitoring, var path, var prefix])
            return Finding.Absent($"{executable} does not run: {answer.FirstLine}", null);
        var detail = $"{version}, {path}, prefix {prefix}, {(monitoring == "True" ? "with" : "without")} sys.monitoring";
        return supported == "True"
            ? Finding.Present(detail)
            : Finding.Absent($"{detail}; Thaw supports 3.9 to 3.15", "apt-get install python3");
    }
}
