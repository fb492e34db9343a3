using System.CommandLine;
using Thaw.Cli.Terminal;
using Thaw.Lab;
using Thaw.Lab.Children;
using Thaw.Lab.Experiments;
using Thaw.Lab.Measures;
using Thaw.Lab.Reports;
using Thaw.Lab.Running;
using Thaw.Linux.Ownership;

namespace Thaw.Cli.Lab;

/// <summary>What <c>thaw lab run</c> is asked for.</summary>
/// <param name="Name">The experiment.</param>
/// <param name="Quick">Fewer repetitions and functions.</param>
/// <param name="Only">Names of the measures to make; empty for all.</param>
/// <param name="Json">Where the report goes; <c>-</c> for standard output, null for nowhere.</param>
internal sealed record LabRequest(string Name, bool Quick, IReadOnlyList<string> Only, string? Json);

/// <summary>Runs one experiment for <c>thaw lab run</c>.</summary>
internal static class LabRun
{
    /// <summary>Runs it, prints the table, writes the JSON.</summary>
    /// <returns>1 if a figure misses its target, otherwise 0.</returns>
    public static int Run(LabRoot root, LabRequest request, InvocationConfiguration invocation, CancellationToken cancellation)
    {
        var experiment = Narrow(ExperimentFile.Find(root, request.Name), request.Only);
        CheckWritable(request.Json);
        var report = Run(root, experiment, request.Quick, cancellation);
        if (request.Json == "-")
        {
            invocation.Output.WriteLine(LabReportFile.ToText(report));
        }
        else
        {
            LabTable.Print(Screen.Of(invocation), report);
            if (request.Json is { } path)
                LabReportFile.Write(path, report);
        }

        return report.Figures.Any(figure => figure.Met == false) ? ExitCodes.AnswerIsNo : ExitCodes.Done;
    }

    private static Experiment Narrow(Experiment experiment, IReadOnlyList<string> only)
    {
        foreach (string name in only)
        {
            if (experiment.Measurements.All(measurement => measurement.Measure != name))
            {
                string there = string.Join(", ", experiment.Measurements.Select(measurement => measurement.Measure));
                throw new LabException($"--only {name}: {experiment.Name} has no such measurement; it has {there}");
            }
        }

        return only.Count == 0
            ? experiment
            : experiment with { Measurements = [.. experiment.Measurements.Where(measurement => only.Contains(measurement.Measure))] };
    }

    private static LabReport Run(LabRoot root, Experiment experiment, bool quick, CancellationToken cancellation)
    {
        using var ledger = OwnershipLedger.Open(StateFolder.Default);
        using var scratch = ledger.CreateOwnedFolder("lab");
        using var progress = ProgressLines.OfLab();
        return ExperimentRunner.Run(experiment, new LabContext
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
    }

    // Found out before an hour of measuring and not after it.
    private static void CheckWritable(string? json)
    {
        if (json is null or "-")
            return;

        string folder = Path.GetDirectoryName(Path.GetFullPath(json)) ?? "/";
        if (!Directory.Exists(folder))
            throw new LabException($"--json {json}: there is no folder {folder}; create it first");
        if (Directory.Exists(json))
            throw new LabException($"--json {json}: is a folder; name a file in it");
    }
}
