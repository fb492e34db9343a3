using Thaw.Lab.Children;
using Thaw.Lab.Expectations;
using Thaw.Lab.Experiments;
using Thaw.Lab.Subjects;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>Whether the findings are those that a reader of the functions expects: a table that was written before.</summary>
internal sealed class FindingsMeasure : IMeasure
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public string Name => "findings";

    /// <inheritdoc/>
    public string Description => "Precision and recall of findings against a table of expected ones.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["precision", "recall", "placesRight"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = ["expected"];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var expected = ExpectedFindings.Read(Path.GetFullPath(measurement.Texts["expected"], context.ExperimentFolder));
        var scores = new List<FindingsScore>();
        var folders = SubjectFolders.Of(measurement.Functions, context);
        for (int i = 0; i < folders.Count; i++)
        {
            string name = Path.GetFileName(folders[i]);
            context.Report(Name, name, i, folders.Count);
            try
            {
                if (!expected.Functions.TryGetValue(name, out var expectations))
                    throw new LabException("the table has no entry for it");

                var score = FindingsScore.Of(expectations, Findings(folders[i], context));
                scores.Add(score);
                Keep(outcome, name, score);
            }
            catch (LabException error)
            {
                outcome.Omit($"{Name} of {name}", error.Message);
            }
        }

        SetQuantities(outcome, scores);
        return outcome;
    }

    private static IReadOnlyList<ReportedFinding> Findings(string folder, LabContext context)
    {
        AnalyzeChild.Run(context.Recordings.FolderOf(folder, context), context, Limit);
        return ReportedFinding.ReadAll(MeasuredChild.OutputPath(context.ScratchFolder));
    }

    private static void Keep(MeasureOutcome outcome, string function, FindingsScore score)
    {
        outcome.Keep(new SampleSeries(function, "found", "count", [score.Found.Count]));
        outcome.Keep(new SampleSeries(function, "missed", "count", [score.Missed.Count]));
        outcome.Keep(new SampleSeries(function, "wrong", "count", [score.Wrong.Sum(wrong => wrong.Share)]));
        foreach (var missed in score.Missed)
            outcome.Note(function, $"expected and not reported: {missed.Pattern} {missed.Target}");
        foreach (var wrong in score.Wrong)
            outcome.Note(function, $"reported and not expected: {wrong.Finding.Pattern} {wrong.Finding.Target}{(wrong.Share < 1 ? $" ({wrong.Share:P0} of it)" : "")}");
        foreach (var misplaced in score.Misplaced)
            outcome.Note(function, $"{misplaced.Pattern} {misplaced.Target}: not with its import statement at {misplaced.ImportedAt!.File}:{misplaced.ImportedAt.Line}");
    }

    private static void SetQuantities(MeasureOutcome outcome, List<FindingsScore> scores)
    {
        int found = scores.Sum(score => score.Found.Count);
        double wrong = scores.Sum(score => score.Wrong.Sum(finding => finding.Share));
        int missed = scores.Sum(score => score.Missed.Count);
        int placed = scores.Sum(score => score.Found.Count(finding => finding.ImportedAt is not null));
        int misplaced = scores.Sum(score => score.Misplaced.Count);
        outcome.Set("precision", Estimate.Exact(found / (found + wrong)));
        outcome.Set("recall", Estimate.Exact((double)found / (found + missed)));
        outcome.Set("placesRight", Estimate.Exact((double)(placed - misplaced) / placed));
    }
}
