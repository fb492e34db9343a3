using Thaw.Lab.Children;
using Thaw.Lab.Experiments;
using Thaw.Lab.Subjects;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>How long <c>thaw profile</c> and <c>thaw analyze</c> take, as whole commands with their defaults.</summary>
internal sealed class ProfileTimeMeasure : IMeasure
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public string Name => "profile-time";

    /// <inheritdoc/>
    public string Description => "Wall time of `thaw profile` and of `thaw analyze` of its recording.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["profileSeconds", "analyzeSeconds"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var (profile, analyze) = (new List<double>(), new List<double>());
        foreach (string folder in SubjectFolders.Of(measurement.Functions, context))
        {
            int runs = measurement.Repetitions.CountFor(context.Quick);
            for (int i = 0; i < runs; i++)
            {
                context.Report(Name, Path.GetFileName(folder), i, runs);
                string recording = Path.Combine(context.ScratchFolder, "profile-time");
                profile.Add(Profile(folder, recording, context));
                analyze.Add(AnalyzeChild.Run(recording, context, Limit).Seconds);
            }
        }

        Note(outcome, "profileSeconds", profile);
        Note(outcome, "analyzeSeconds", analyze);
        return outcome;
    }

    private static double Profile(string folder, string recording, LabContext context)
    {
        var cost = MeasuredChild.Run(
            context.Thaw.With("profile", folder, "--out", recording, "--json"),
            context.ScratchFolder, context.Spawn, Limit, context.Cancellation);
        return cost.ExitCode == 0
            ? cost.Seconds
            : throw new LabException($"thaw profile {folder} ended with {cost.ExitCode}: {cost.ErrorText}");
    }

    private static void Note(MeasureOutcome outcome, string quantity, List<double> values)
    {
        outcome.Set(quantity, Bootstrap.Of([.. values], Bootstrap.Median));
        outcome.Keep(new SampleSeries("thaw", "command", quantity, values));
    }
}
