using Thaw.Cli.Terminal;
using Thaw.Lab;
using Thaw.Lab.Children;
using Thaw.Lab.Experiments;
using Thaw.Lab.Measures;
using Thaw.Lab.Reports;
using Thaw.Lab.Running;
using Thaw.Linux.Ownership;

namespace Thaw.Cli.Lab;

/// <summary>Runs one experiment for <c>thaw lab run</c>.</summary>
internal static class LabRun
{
    /// <summary>Runs it, prints the table, writes the JSON.</summary>
    /// <returns>1 if a figure misses its target, otherwise 0.</returns>
    public static int Run(LabRoot root, string name, bool quick, string? json, CancellationToken cancellation)
    {
        var experiment = ExperimentFile.Find(root, name);
        CheckWritable(json);
        using var ledger = OwnershipLedger.Open(StateFolder.Default);
        using var scratch = ledger.CreateOwnedFolder("lab");
        using var progress = new LabProgressLine(Screen.Error);
        var report = ExperimentRunner.Run(experiment, new LabContext
        {
            Root = root,
            ExperimentFolder = Path.GetDirectoryName(experiment.File)!,
            Quick = quick,
            ScratchFolder = scratch.Path,
            Spawn = ledger.Spawn,
            Thaw = ThawCommand.OfThisProcess(typeof(LabRun).Assembly.Location),
            Progress = progress,
            Cancellation = cancellation,
        });
        progress.Clear();
        Print(report, json);
        return report.Figures.Any(figure => figure.Met == false) ? ExitCodes.AnswerIsNo : ExitCodes.Done;
    }

    // Found out before an hour of measuring and not after it.
    private static void CheckWritable(string? json)
    {
        if (json is null or "-")
            return;

        string folder = Path.GetDirectoryName(Path.GetFullPath(json)) ?? "/";
        if (!Directory.Exists(folder))
            throw new LabException($"--json {json}: there is no folder {folder}");
    }

    private static void Print(LabReport report, string? json)
    {
        if (json == "-")
        {
            using var output = Console.OpenStandardOutput();
            LabReportFile.Write(output, report);
            return;
        }

        LabTable.Print(Screen.Output, report);
        if (json is not null)
            LabReportFile.Write(json, report);
    }
}
