using Thaw.Optimizing.Measuring;
using Thaw.Optimizing.Planning;

namespace Thaw.Optimizing.Pipeline;

/// <summary>Measures a plan that verified.</summary>
internal static class MeasureStep
{
    /// <summary>Original and result by turns.</summary>
    public static MeasuredGain Run(OptimizeSession session, OptimizationPlan plan)
    {
        using var trial = session.Try([.. plan.Edits.Select(edit => edit.Edit)]);
        var options = session.Request.Quick
            ? new MeasureOptions { WantedPrecision = 0.05, LeastPairs = 6, MostPairs = 30, Limit = TimeSpan.FromSeconds(30) }
            : new MeasureOptions { Limit = TimeSpan.FromSeconds(75) };
        return new InterleavedMeasurement().Measure(session.Original, trial.Prepared, options, new Relay(session), session.Cancellation);
    }

    /// <summary>
    /// True if init became faster beyond doubt, and the whole cold start not slower: a cost that only moved into the
    /// first request is no gain.
    /// </summary>
    public static bool Helps(MeasuredGain gain) =>
        gain.InitMs.Ratio is { Low: > 1 } && gain.EndToEndMs.Ratio.Value > 1 && gain.EndToEndMs.Ratio.High is null or > 1;

    private sealed class Relay(OptimizeSession session) : IProgress<MeasureProgress>
    {
        public void Report(MeasureProgress value) => session.Report("measure", $"pair {value.Pairs}/{value.MostPairs}");
    }
}
