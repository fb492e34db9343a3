using Thaw.Linux.Processes;

namespace Thaw.Linux.Capabilities;

/// <summary>
/// Python interpreters. Names lie (a shim on PATH stands for one of many), so each candidate is asked who it is; two
/// that turn out to be the same are one.
/// </summary>
internal static class PythonCapabilities
{
    private const string Prefix = "python3.";
    private const int OldestMinor = 9;
    private const int NewestMinor = 15;
    private const string Enables = "functions of this version";

    private const string Question =
        "import sys; print('%d.%d.%d' % sys.version_info[:3], sys.version_info[1], "
        + "hasattr(sys, 'monitoring'), sys.executable, sys.base_prefix, sep='\\t')";

    private static readonly EnumerationOptions Readable = new() { IgnoreInaccessible = true };

    public static IReadOnlyList<Capability> Discover()
    {
        var candidates = Candidates();
        return candidates.Count > 0
            ? [.. candidates.Select(candidate => new Capability(Path.GetFileName(candidate), CapabilityGroups.Python, Enables, () => Ask(candidate)))]
            : [new Capability("python3", CapabilityGroups.Python, Enables, () =>
                Finding.Absent("no interpreter found on PATH, in /usr/bin or among pyenv's versions", "apt-get install python3"))];
    }

    /// <summary>The probe of a supported version that was not found, or null for any other name.</summary>
    public static Capability? Missing(string name) =>
        MinorOf(name) is >= OldestMinor and <= NewestMinor
            ? new Capability(name, CapabilityGroups.Python, Enables, () => Finding.Absent("not found on PATH, in /usr/bin or among pyenv's versions", $"apt-get install {name}"))
            : null;

    private static List<string> Candidates() =>
        [.. Folders().Select(RealPath).Distinct().Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, Prefix + "*", Readable))
            // Older ones are no offer, newer ones are worth a word.
            .Where(file => MinorOf(Path.GetFileName(file)) >= OldestMinor && ProgramPath.IsExecutable(file))
            .DistinctBy(RealPath)
            .OrderBy(file => MinorOf(Path.GetFileName(file))).ThenBy(file => file, StringComparer.Ordinal)];

    /// <summary>Shims are left out: they start a shell first, and the versions behind them are candidates themselves.</summary>
    private static IEnumerable<string> Folders()
    {
        var onPath = Variable("PATH").Split(':').Where(folder => !folder.EndsWith("/shims", StringComparison.Ordinal));
        var pyenv = Variable("PYENV_ROOT") is { Length: > 0 } chosen ? chosen : Path.Combine(Variable("HOME"), ".pyenv");
        return onPath.Append("/usr/bin").Append("/usr/local/bin")
            .Concat(((string[])[Path.Combine(pyenv, "versions"), Variable("THAW_PYTHONS")])
                .Where(Directory.Exists).SelectMany(root => Directory.EnumerateDirectories(root, "*", Readable)).Select(version => Path.Combine(version, "bin")))
            .Where(Path.IsPathRooted);
    }

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";

    /// <summary>Follows a link at the end and one at the folder: /bin/python3.11 is /usr/bin/python3.11.</summary>
    private static string RealPath(string path)
    {
        try
        {
            return new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName
                ?? new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName
                ?? path;
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            // Another user's folder on our PATH, as after su: nothing to find in it.
            return path;
        }
    }

    /// <summary>11 for <c>python3.11</c>; null for what only begins so (python3.11-config, python3.13t).</summary>
    private static int? MinorOf(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && int.TryParse(name[Prefix.Length..], out var minor) ? minor : null;

    private static Finding Ask(string executable)
    {
        // -I and -S: neither the user's settings nor installed packages may answer.
        var answer = ProbeCommand.Run(executable, ["-I", "-S", "-c", Question], TimeSpan.FromSeconds(5));
        if (!answer.Succeeded || answer.FirstLine.Split('\t') is not [var version, var minor, var monitoring, var path, var prefix])
            return Finding.Absent($"{executable} does not run: {answer.FirstLine}", null);
        var detail = $"{version}, {path}, prefix {prefix}, {(monitoring == "True" ? "with" : "without")} sys.monitoring";
        return int.TryParse(minor, out var number) && number is >= OldestMinor and <= NewestMinor
            ? Finding.Present(detail)
            : Finding.Absent($"{detail}; Thaw supports 3.{OldestMinor} to 3.{NewestMinor}");
    }
}
