using System.Text.Json;
using Thaw.Lab.Children;
using Thaw.Lab.Experiments;
using Thaw.Lab.Subjects;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>What <c>thaw images simulate</c> says that ten functions spare with one image, from costs that are recorded here and now.</summary>
internal sealed class ImageSimulationMeasure : IMeasure
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public string Name => "image-simulation";

    /// <inheritdoc/>
    public string Description => "The simulated saving of ten functions with one image, from new recordings of the functions' imports.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["saving", "imagesSaving"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var folders = SubjectFolders.Of(measurement.Functions, context);
        var recordings = new List<string>();
        foreach (var folder in folders)
        {
            context.Report(Name, Path.GetFileName(folder), recordings.Count, folders.Count);
            recordings.Add(LabRecordings.CostsOf(folder, context));
        }
        // The trace plays no part in what ten functions spare, and may be short.
        var cost = MeasuredChild.Run(
            context.Thaw.With(["images", "simulate", "--synthetic", "--functions", "10", "--hours", "1", "--json", "--costs", .. recordings]),
            context.ScratchFolder, context.Spawn, Limit, context.Cancellation);
        if (cost.ExitCode != 0)
            throw new LabException($"thaw images simulate ended with {cost.ExitCode}: {cost.ErrorText}");
        using var report = JsonDocument.Parse(File.ReadAllText(MeasuredChild.OutputPath(context.ScratchFolder)));
        var space = report.RootElement.GetProperty("space");
        var outcome = new MeasureOutcome();
        outcome.Set("saving", Estimate.Exact(space.GetProperty("savingOfTenLive").GetDouble()));
        outcome.Set("imagesSaving", Estimate.Exact(space.GetProperty("savingOfTen").GetDouble()));
        outcome.Note("simulation", $"costs: {report.RootElement.GetProperty("costs").GetString()}");
        return outcome;
    }
}
