using Thaw.Lab.Experiments;
using Thaw.Lab.Stubbing;
using Thaw.Lab.Subjects;
using Thaw.Profiling.Recordings.Storage;

namespace Thaw.Lab.Measures;

/// <summary>Whether the exclusive cost of import statements is what leaving them out really saves.</summary>
/// <remarks>
/// Each function is recorded; statements are picked, spread over the costs that the recording gives them; each is
/// stubbed out by itself, and init with it and without it take turns; then its imports are recorded once more. A statement whose stub breaks init, or
/// of which init calls something (that work would go with the stub and is no import), is listed as left out, and the
/// next one is tried.
/// </remarks>
internal sealed class ExclusiveCostMeasure : IMeasure
{
    /// <summary>Below this a statement's saving is lost in the noise of process starts: not worth a measurement, ms.</summary>
    private const double LeastMs = 1;

    /// <summary>Statements that are prepared for each one that is wanted, because some can't be stubbed.</summary>
    private const int Spares = 4;

    /// <inheritdoc/>
    public string Name => "exclusive-cost";

    /// <inheritdoc/>
    public string Description => "Predicted saving of import statements beside the real one, with the statement stubbed out.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } =
        ["medianError", "medianErrorAtSameSpeed", "statements", "smallErrorMs", "smallStatements", "smallShareWithin2Ms"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = ["largeFromMs", "largePerFunction", "smallPerFunction", "smallWithinInitMs", "mostRepetitions", "mostSmallRepetitions"];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var tally = new ExclusiveCostTally(measurement.Settings["largeFromMs"].For(context.Quick));
        foreach (string folder in SubjectFolders.Of(measurement.Functions, context))
        {
            try
            {
                RunFunction(folder, measurement, context, tally, outcome);
            }
            catch (LabException error)
            {
                outcome.Omit($"{Name} of {Path.GetFileName(folder)}", error.Message);
            }
        }

        tally.SetQuantities(outcome);
        return outcome;
    }

    private void RunFunction(
        string folder, Measurement measurement, LabContext context, ExclusiveCostTally tally, MeasureOutcome outcome)
    {
        context.Report(Name, $"{Path.GetFileName(folder)}: recording", 0, 1);
        var imports = RecordingStore.Read(context.Recordings.FolderOf(folder, context)).Imports
            ?? throw new LabException("its recording has no imports");
        var costs = StatementCosts.Of(imports).Where(cost => cost.PredictedMs >= LeastMs).ToArray();
        using var function = LabFunction.Open(folder, context.Cancellation);
        var runs = new StatementRuns(function, context, outcome);
        // A saving of a few ms is lost in the noise of a long init, however often that is repeated.
        bool tooLong = measurement.Settings.TryGetValue("smallWithinInitMs", out var longest) && imports.InitMs > longest.For(context.Quick);
        foreach (bool large in tooLong ? new[] { true } : [true, false])
        {
            int wanted = measurement.Settings[large ? "largePerFunction" : "smallPerFunction"].CountFor(context.Quick);
            var candidates = StatementCosts.Spread([.. costs.Where(cost => tally.IsLarge(cost.PredictedMs) == large)])
                .Take(wanted * Spares).ToArray();
            if (candidates.Length > 0)
                runs.Run(candidates, wanted, Rounds(measurement, large ? "mostRepetitions" : "mostSmallRepetitions", context));
        }

        context.Report(Name, $"{function.Name}: recording again", 0, 1);
        runs.Keep(imports, LabRecordings.ImportsNow(folder, context), tally);
    }

    private static StubRounds Rounds(Measurement measurement, string setting, LabContext context)
    {
        int least = measurement.Repetitions.CountFor(context.Quick);
        int most = measurement.Settings.TryGetValue(setting, out var amount) ? amount.CountFor(context.Quick) : least;
        return new StubRounds(measurement.WarmUps, least, Math.Max(least, most));
    }
}
