using System.Text.RegularExpressions;
using Thaw.Linux.Native;

namespace Thaw.Linux.Capabilities;

/// <summary>CRIU: found, new enough, and accepted by its own check of this kernel.</summary>
internal static partial class CriuCapability
{
    // 4.0 and older fail on current kernels ("unexpected rt vDSO area bounds").
    private static readonly Version Oldest = new(4, 1);

    private const string Remedy =
        "apt-get install criu (Debian 13 or newer: 4.1; older releases' versions are too old); on Debian 12, in Thaw's repository: eng/private-criu";

    public static Capability Create() => new(
        "criu", CapabilityGroups.Snapshots, "snapshots of processes: strategies eager, lazy, reap and migrate", Attempt);

    private static Finding Attempt() => Attempt([.. new[] { ProbeCommand.Find("criu") }.Concat(Private()).OfType<string>()]);

    /// <summary>The first that will do, or why the first one does not.</summary>
    internal static Finding Attempt(IReadOnlyList<string> programs)
    {
        if (programs.Count == 0)
            return Finding.Absent("no criu on PATH", Remedy);
        var first = Attempt(programs[0]);
        return first.Available
            ? first
            : programs.Skip(1).Select(Attempt).Where(finding => finding.Available).Append(first).First();
    }

    private static Finding Attempt(string criu)
    {
        var answer = ProbeCommand.Run(criu, ["--version"], TimeSpan.FromSeconds(2));
        if (ReadVersion(answer.Output) is not { } version)
            return Finding.Absent($"{criu} does not say its version: {answer.FirstLine}", Remedy);
        if (version < Oldest)
            return Finding.Absent($"{criu} is {version}, and {Oldest} is needed", Remedy);
        var check = ProbeCommand.Run(criu, ["check"], TimeSpan.FromSeconds(7));
        if (check.Succeeded)
            return Finding.Present($"{criu} {version}, its check passes");
        var asRoot = LibC.GetEffectiveUserId() == 0 ? null : "run Thaw as root, or: setcap cap_checkpoint_restore+eip " + criu;
        return Finding.Absent($"{criu} {version}, but its check fails: {LastLine(check.Output)}", asRoot);
    }

    /// <summary>What the variable names, a program or a folder of eng/private-criu, and what that has unpacked where this program was built.</summary>
    private static IEnumerable<string> Private()
    {
        var folders = new List<string>();
        if (Environment.GetEnvironmentVariable("THAW_CRIU") is { Length: > 0 } given)
        {
            if (File.Exists(given))
                return [given];
            folders.Add(given);
        }
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (folder.Name == "artifacts")
                folders.Add(Path.Combine(folder.FullName, "criu"));
        }
        return folders.Select(folder => Path.Combine(folder, "bin", "criu")).Where(File.Exists);
    }

    internal static Version? ReadVersion(string output) =>
        VersionLine.Match(output) is { Success: true } match ? Version.Parse(match.Groups[1].Value) : null;

    private static string LastLine(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("no answer in time");

    [GeneratedRegex(@"Version:\s*(\d+\.\d+(?:\.\d+)?)")]
    private static partial Regex VersionLine { get; }
}
