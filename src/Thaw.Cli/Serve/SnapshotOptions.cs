using System.CommandLine;
using Thaw.Hosting;

namespace Thaw.Cli.Serve;

/// <summary>Whether a host captures and restores processes, and with what.</summary>
internal static class SnapshotOptions
{
    public static readonly Option<string?> Criu = new("--criu")
    {
        Description = "The CRIU for snapshots, 4.1 or later; default: THAW_CRIU, the one on the PATH, or what eng/private-criu has unpacked",
        HelpName = "PROGRAM",
    };

    private static readonly Option<bool> Snapshots = new("--snapshots")
    {
        Description = "Capture each function after its first start, and restore it from then on; by root only, needs CRIU",
    };

    public static void AddTo(Command command)
    {
        command.Options.Add(Snapshots);
        command.Options.Add(Criu);
    }

    public static HostSettings Apply(ParseResult parsed, HostSettings settings) => settings with
    {
        TakesSnapshots = parsed.GetValue(Snapshots),
        Criu = parsed.GetValue(Criu),
    };
}
