using System.Text.RegularExpressions;
using Thaw.Linux.Native;

namespace Thaw.Linux.Capabilities;

/// <summary>CRIU: found, new enough, and accepted by its own check of this kernel.</summary>
internal static partial class CriuCapability
{
    // 4.0 and older fail on current kernels ("unexpected rt vDSO area bounds").
    private static readonly Version Oldest = new(4, 1);

    public static Capability Create() => new(
        "criu", CapabilityGroups.Snapshots, "snapshots of processes: strategies eager, lazy, reap and migrate", Attempt);

    private static Finding Attempt()
    {
        const string remedy = "apt-get install criu (Debian 13 or newer: 4.1; older releases' versions are too old)";
        if (ProbeCommand.Find("criu") is not { } criu)
            return Finding.Absent("no criu on PATH", remedy);
        var answer = ProbeCommand.Run(criu, ["--version"], TimeSpan.FromSeconds(2));
        if (ReadVersion(answer.Output) is not { } version)
            return Finding.Absent($"{criu} does not say its version: {answer.FirstLine}", remedy);
        if (version < Oldest)
            return Finding.Absent($"{criu} is {version}, and {Oldest} is needed", remedy);
        var check = ProbeCommand.Run(criu, ["check"], TimeSpan.FromSeconds(7));
        if (check.Succeeded)
            return Finding.Present($"{criu} {version}, its check passes");
        var asRoot = LibC.GetEffectiveUserId() == 0 ? null : "run Thaw as root, or: setcap cap_checkpoint_restore+eip " + criu;
        return Finding.Absent($"{criu} {version}, but its check fails: {LastLine(check.Output)}", asRoot);
    }

    internal static Version? ReadVersion(string output) =>
        VersionLine.Match(output) is { Success: true } match ? Version.Parse(match.Groups[1].Value) : null;

    private static string LastLine(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("no answer in time");

    [GeneratedRegex(@"Version:\s*(\d+\.\d+(?:\.\d+)?)")]
    private static partial Regex VersionLine { get; }
}
