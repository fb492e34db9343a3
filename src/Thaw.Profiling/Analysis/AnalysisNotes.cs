namespace Thaw.Profiling.Analysis;

/// <summary>What a reader of the numbers must know, as sentences.</summary>
internal static class AnalysisNotes
{
    private const double MostDifferencePercent = 5;
    private const double LeastRate = 0.95;

    /// <summary>Below 50 ticks at the default rate, one more or less is no statement about the rate.</summary>
    private const double LeastWallMs = 200;

    /// <summary>All notes that apply.</summary>
    public static IReadOnlyList<string> Of(ProfileAnalysis analysis) =>
        [.. Passes(analysis), .. Baseline(analysis), .. Sampling(analysis), .. Usage(analysis)];

    private static IEnumerable<string> Passes(ProfileAnalysis analysis)
    {
        foreach (var pass in analysis.Recording.Manifest.Passes.Where(pass => pass.State != "done"))
        {
            yield return $"The {pass.Name} pass {(pass.State == "failed" ? "failed" : "is partial")}: {pass.Reason ?? "no reason was recorded"}.";
        }
    }

    private static IEnumerable<string> Baseline(ProfileAnalysis analysis)
    {
        if (analysis.Baseline.FailedRuns > 0)
        {
            yield return $"{analysis.Baseline.FailedRuns} of {analysis.Baseline.Runs} baseline processes did not end well and are in no figure.";
        }

        if (analysis.Baseline.ColdStart is { HasInterval: false } few)
        {
            yield return $"Only {few.Count} cold processes: ranges are lowest to highest, not 95 % intervals.";
        }

        if (analysis.Imports?.DifferencePercent is { } difference && Math.Abs(difference) > MostDifferencePercent)
        {
            yield return $"Import times add up to {Math.Abs(difference):F0} % {(difference > 0 ? "more" : "less")} than the uninstrumented cold start: read them as shares.";
        }
    }

    private static IEnumerable<string> Sampling(ProfileAnalysis analysis)
    {
        foreach (var phase in analysis.Samples)
        {
            foreach (var loss in phase.Losses)
            {
                yield return $"Samples of the {phase.Phase} phase are missing: {loss}.";
            }

            if (phase.WallMs >= LeastWallMs && phase.AchievedPerSecond < LeastRate * phase.AskedPerSecond)
            {
                yield return $"Sampling of the {phase.Phase} phase reached {phase.AchievedPerSecond:F0} of {phase.AskedPerSecond:F0} ticks a second.";
            }
        }
    }

    private static IEnumerable<string> Usage(ProfileAnalysis analysis)
    {
        if (analysis.Recording.Usage is null)
        {
            yield return "Without a usage pass nothing can be called unused: findings are setup only.";
        }
        else if (analysis.Events.AreAssumed && analysis.Events.Names.Count > 1)
        {
            yield return "No event weights are given: all events count the same.";
        }
    }
}
