using Thaw.Linux.Processes;

namespace Thaw.Linux.Capabilities;

/// <summary>A capability's fixed words and the attempt that finds it out: how all probes of Thaw are made.</summary>
/// <param name="Name">As in <see cref="CapabilityReport"/>.</param>
/// <param name="Group">As in <see cref="CapabilityReport"/>.</param>
/// <param name="Enables">As in <see cref="CapabilityReport"/>.</param>
/// <param name="Attempt">Tries it.</param>
internal sealed record Capability(string Name, string Group, string Enables, Func<Finding> Attempt) : ICapabilityProbe
{
    public CapabilityReport Probe() => Report(Attempt());

    /// <summary>The report of a probe that did not come to an end.</summary>
    public CapabilityReport Undecided(string why) => Report(Finding.Absent(why));

    private CapabilityReport Report(Finding finding) => new(
        Name, Group, finding.Available, finding.Detail, Enables, finding.Available ? null : finding.Remedy);
}

/// <summary>What an attempt found.</summary>
internal readonly record struct Finding(bool Available, string Detail, string? Remedy)
{
    public static Finding Present(string detail) => new(true, detail, null);

    public static Finding Absent(string detail, string? remedy = null) => new(false, detail, remedy);
}

/// <summary>Commands that probes run: found on the user's PATH and in the folders of system tools, with a plain environment.</summary>
internal static class ProbeCommand
{
    private const string SystemFolders = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static string? Find(string program) =>
        ProgramPath.Find(program, $"{Environment.GetEnvironmentVariable("PATH")}:{SystemFolders}");

    public static CapturedCommand Run(string program, IReadOnlyList<string> arguments, TimeSpan limit)
    {
        var environment = new Dictionary<string, string> { ["PATH"] = SystemFolders, ["LC_ALL"] = "C" };
        // Tools that keep state beside their user's files, as pyenv's shims do, need to find them.
        if (Environment.GetEnvironmentVariable("HOME") is { } home)
            environment["HOME"] = home;
        return CapturedCommand.Run(new SpawnRequest(program, arguments, environment) { WorkingDirectory = "/" }, limit);
    }
}
