using Thaw.Optimizing.Measuring;
using Thaw.Optimizing.Pipeline;
using Thaw.Profiling.Statistics;

namespace Thaw.Optimizing.Reports;

/// <summary>The figures of a report.</summary>
internal static class ReportedGain
{
    public static IEnumerable<ReportedQuantity> Quantities(OptimizeOutcome outcome)
    {
        if (outcome.Gain is { } gain)
        {
            yield return Quantity("initMs", gain.InitMs);
            if (gain.FirstInvocationMs is { } first)
            {
                yield return Quantity("firstInvocationMs", first);
            }

            yield return Quantity("endToEndMs", gain.EndToEndMs);
            yield return Quantity("billedMs", gain.BilledMs);
            yield return Quantity("peakRssBytes", gain.PeakRssBytes);
            // Memory setting in GB times billed seconds, a million times.
            var perMs = outcome.Function.MemoryMb / 1024.0 / 1000 * 1e6;
            yield return new ReportedQuantity(
                "gigabyteSecondsPerMillionColdStarts", gain.BilledMs.Original * perMs, gain.BilledMs.Result * perMs,
                OptimizeReportBuilder.Ratio(gain.BilledMs.Ratio), Times(gain.BilledMs.Saving, perMs));
        }

        if (outcome.Bytes.Original > 0)
        {
            yield return new ReportedQuantity("packageBytes", outcome.Bytes.Original, outcome.Bytes.Package, null, null);
        }
    }

    public static ReportedEvent Event(MeasuredEvent measured) => new(
        measured.Name, measured.Weight, Quantity("firstInvocationMs", measured.FirstInvocationMs), Quantity("endToEndMs", measured.EndToEndMs));

    public static ReportedPrediction Prediction(OptimizeOutcome outcome)
    {
        var plan = outcome.Plan;
        var initMs = outcome.Analysis.Recording.Imports!.InitMs;
        return new ReportedPrediction(
            initMs, plan.Together.Ms, plan.Together.Bytes, plan.ExpectedMs, outcome.Gain?.InitMs.Saving.Value,
            outcome.Gain is { } gain ? Error(plan.Together.Ms / initMs, gain.InitMs) : null, plan.ReachableMs, plan.ReachableMs > 0 ? plan.UnreachedSavedMs / plan.ReachableMs : null);
    }

    /// <summary>
    /// Predicted over measured, less 1, both as shares of init: minutes lie between the profile and the measurement, and a
    /// machine that others use as well is not as quick in the one as in the other.
    /// </summary>
    private static double? Error(double predictedShare, MeasuredPair init) =>
        init.Saving.Value > 0 && init.Original > 0 ? (predictedShare / (init.Saving.Value / init.Original)) - 1 : null;

    private static ReportedQuantity Quantity(string name, MeasuredPair pair) =>
        new(name, pair.Original, pair.Result, OptimizeReportBuilder.Ratio(pair.Ratio), OptimizeReportBuilder.Ratio(pair.Saving));

    private static ReportedRatio Times(Estimate saving, double factor) => new(saving.Value * factor, saving.Low * factor, saving.High * factor);
}
