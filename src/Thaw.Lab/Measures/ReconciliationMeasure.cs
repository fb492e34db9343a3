using Thaw.Lab.Experiments;
using Thaw.Lab.Subjects;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>Whether what the import pass accounts for is the whole cold start that the baseline measured.</summary>
internal sealed class ReconciliationMeasure : IMeasure
{
    /// <inheritdoc/>
    public string Name => "reconciliation";

    /// <inheritdoc/>
    public string Description => "Interpreter start, module times and handler body together, beside the baseline's median cold start.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["medianError", "largestError"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var errors = new List<double>();
        var folders = SubjectFolders.Of(measurement.Functions, context);
        for (int i = 0; i < folders.Count; i++)
        {
            string name = Path.GetFileName(folders[i]);
            context.Report(Name, name, i, folders.Count);
            var imports = ProfileAnalyzer.Analyze(
                RecordingStore.Read(context.Recordings.FolderOf(folders[i], context)), new FindingThresholds()).Imports;
            if (imports?.DifferencePercent is { } percent)
            {
                errors.Add(Math.Abs(percent) / 100);
                outcome.Keep(new SampleSeries(name, "imports", "differencePercent", [percent]));
            }
            else
            {
                outcome.Omit($"{Name} of {name}", "its recording has no import pass");
            }
        }

        if (errors.Count > 0)
        {
            outcome.Set("medianError", Bootstrap.Of([.. errors], Bootstrap.Median));
            outcome.Set("largestError", Estimate.Exact(errors.Max()));
        }

        return outcome;
    }
}
