using MathNet.Numerics.Statistics;
using Thaw.Lab.Stubbing;
using Thaw.Lab.Subjects;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>Measures statements of one function until as many as wanted could be measured.</summary>
internal sealed class StatementRuns(
    LabFunction function, double recordedInitMs, StubRounds rounds, LabContext context, MeasureOutcome outcome, ExclusiveCostTally tally)
{
    private const string Measure = "exclusive-cost";

    /// <summary>Goes through the candidates in their order.</summary>
    public void Run(IReadOnlyList<StatementCost> candidates, int wanted)
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

                Keep(cost, StubComparison.Run(function, import, cost.PredictedMs, rounds, context.Cancellation));
                done++;
            }
            catch (LabException error)
            {
                outcome.Omit($"{function.Name}: {Place(cost)}, predicted {cost.PredictedMs:0.0} ms", error.Message);
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    private void Keep(StatementCost cost, PairedSeries series)
    {
        string subject = $"{function.Name}: {Place(cost)}";
        outcome.Keep(new SampleSeries(subject, "predicted", "savingMs", [cost.PredictedMs]));
        outcome.Keep(new SampleSeries(subject, "measured", "savingMs", [series.MedianDifference]));
        outcome.Keep(new SampleSeries(subject, "original", "initMs", series.Reference));
        outcome.Keep(new SampleSeries(subject, "stubbed", "initMs", series.Measured));
        double speed = series.Reference.Median() / recordedInitMs;
        tally.Add(cost.PredictedMs, cost.PredictedMs * speed, series.MedianDifference);
    }

    // The last folders of the path are enough to know the file; where the environment lies differs by machine.
    private static string Place(StatementCost cost)
    {
        string[] parts = cost.Statement.File.Split('/');
        return $"{string.Join('/', parts[^Math.Min(3, parts.Length)..])}:{cost.Statement.Line}";
    }
}
