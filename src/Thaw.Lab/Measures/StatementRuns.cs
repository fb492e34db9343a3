using MathNet.Numerics.Statistics;
using Thaw.Lab.Stubbing;
using Thaw.Lab.Subjects;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>Measures statements of one function until as many as wanted could be measured.</summary>
internal sealed class StatementRuns(LabFunction function, LabContext context, MeasureOutcome outcome)
{
    private const string Measure = "exclusive-cost";

    private readonly List<(StatementCost Cost, PairedSeries Series)> _measured = [];

    /// <summary>Goes through the candidates in their order.</summary>
    public void Run(IReadOnlyList<StatementCost> candidates, int wanted, StubRounds rounds)
    {
        string folder = Path.Combine(context.ScratchFolder, "stubs-" + Guid.NewGuid().ToString("n"));
        var imports = StubbedImport.Prepare(function, [.. candidates.Select(cost => cost.Statement)], folder, context.Cancellation);
        int done = 0;
        for (int i = 0; i < candidates.Count && done < wanted; i++)
        {
            var (cost, import) = (candidates[i], imports[i]);
            context.Report(Measure, $"{function.Name}: {Place(cost)}", done, wanted);
            try
            {
                if (import.Problem is not null)
                    throw new LabException(import.Problem);

                _measured.Add((cost, StubComparison.Run(function, import, cost.PredictedMs, rounds, context.Cancellation)));
                done++;
            }
            catch (LabException error)
            {
                outcome.Omit($"{function.Name}: {Place(cost)}, predicted {cost.PredictedMs:0.0} ms", error.Message);
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Holds what was measured against the predictions of two recordings, made before and after it.</summary>
    /// <remarks>Their mean, because a shared machine does not stay as fast as it was for the minutes that this takes.</remarks>
    public void Keep(ImportsPass before, ImportsPass after, ExclusiveCostTally tally)
    {
        var later = StatementCosts.Of(after).ToLookup(cost => Place(cost), cost => cost.PredictedMs);
        double recordedInitMs = (before.InitMs + after.InitMs) / 2;
        foreach (var (cost, series) in _measured)
        {
            double predictedMs = (cost.PredictedMs + later[Place(cost)].DefaultIfEmpty(cost.PredictedMs).Max()) / 2;
            string subject = $"{function.Name}: {Place(cost)}";
            outcome.Keep(new SampleSeries(subject, "predicted", "savingMs", [predictedMs]));
            outcome.Keep(new SampleSeries(subject, "measured", "savingMs", [series.MedianDifference]));
            outcome.Keep(new SampleSeries(subject, "original", "initMs", series.Reference));
            outcome.Keep(new SampleSeries(subject, "stubbed", "initMs", series.Measured));
            tally.Add(predictedMs, predictedMs * series.Reference.Median() / recordedInitMs, series.MedianDifference);
        }
    }

    // The last folders of the path are enough to know the file; where the environment lies differs by machine.
    private static string Place(StatementCost cost)
    {
        string[] parts = cost.Statement.File.Split('/');
        return $"{string.Join('/', parts[^Math.Min(3, parts.Length)..])}:{cost.Statement.Line}";
    }
}
