using Thaw.Profiling.Analysis;
using Thaw.Profiling.Reports;
using Thaw.Profiling.Statistics;

namespace Thaw.Profiling.Comparing;

/// <summary>A module that both profiles load in init.</summary>
/// <param name="Before">In the first.</param>
/// <param name="After">In the second.</param>
internal sealed record ModulePair(ModuleReport Before, ModuleReport After)
{
    /// <summary>Own time and linking in the first, ms.</summary>
    public double BeforeMs => Math.Max(0, Before.SelfMs + Before.LinkMs);

    /// <summary>Own time and linking in the second, ms.</summary>
    public double AfterMs => Math.Max(0, After.SelfMs + After.LinkMs);
}

/// <summary>Finds the modules of two profiles that are the same: those with the same name.</summary>
internal static class ModulePairs
{
    public static IReadOnlyList<ModulePair> Of(ProfileReport before, ProfileReport after)
    {
        var known = before.Modules.Where(InInit).ToLookup(module => module.Name, StringComparer.Ordinal);
        return [.. after.Modules.Where(InInit)
            .Select(module => (Before: known[module.Name].FirstOrDefault(), After: module))
            .Where(pair => pair.Before is not null)
            .Select(pair => new ModulePair(pair.Before!, pair.After))];
    }

    /// <summary>True for modules that every cold start loads.</summary>
    public static bool InInit(ModuleReport module) => module.Phase == "init";
}

/// <summary>How much the times of modules scatter, from the many modules that nobody changed.</summary>
internal static class ModuleNoiseEstimate
{
    /// <summary>With fewer the spread of the differences says nothing.</summary>
    private const int FewestModules = 30;

    /// <summary>Modules below this are all clock and scheduler; they would hide the drift.</summary>
    private const double LeastMs = 0.1;

    /// <summary>Standard deviation of a normal distribution for a median absolute deviation of 1.</summary>
    private const double DeviationPerMad = 1.4826;

    /// <summary>What stands in without enough modules: a module of 1 ms differs by a quarter of that between two idle recordings.</summary>
    private const double AssumedScatterMs = 0.25;

    /// <summary>Standard error of a median in standard deviations over the root of the count: √(π/2), for large counts.</summary>
    private const double ErrorOfMedian = 1.2533;

    /// <summary>Standard errors up to which a difference of init is chance.</summary>
    private const double Errors = 2;

    public static ModuleNoise Of(IReadOnlyList<ModulePair> pairs, ImportTotals? before, ImportTotals? after)
    {
        // One process that had to wait shows up in whichever module it was in: a module is no surer than the whole.
        var init = Errors * Math.Sqrt(SquaredError(before) + SquaredError(after));
        var telling = pairs.Where(pair => pair.BeforeMs >= LeastMs && pair.AfterMs >= LeastMs).ToArray();
        if (telling.Length < FewestModules)
        {
            return new ModuleNoise(1, AssumedScatterMs, init, telling.Length, IsAssumed: true);
        }

        var ratio = Robust.Median([.. telling.Select(pair => pair.AfterMs / pair.BeforeMs)]);
        var scatter = DeviationPerMad * Robust.Mad([.. telling.Select(pair =>
            (pair.AfterMs - (ratio * pair.BeforeMs)) / Math.Sqrt(Math.Max(pair.AfterMs, ratio * pair.BeforeMs)))]);
        return new ModuleNoise(ratio, scatter, init, telling.Length, IsAssumed: false);
    }

    private static double SquaredError(ImportTotals? totals)
    {
        var error = totals is { TimedRuns: > 0 } ? ErrorOfMedian * DeviationPerMad * totals.InitMadMs / Math.Sqrt(totals.TimedRuns) : 0;
        return error * error;
    }
}

/// <summary>Modules whose own time differs beyond the noise.</summary>
internal static class ModuleChanges
{
    /// <summary>Standard deviations: of 2,000 unchanged modules, less than one is called different by chance if they scatter normally.</summary>
    private const double Deviations = 4;

    /// <summary>What nobody would notice is not called a difference, ms.</summary>
    private const double LeastMs = 0.5;

    /// <summary>Modules of several ms scatter with the machine, not with the root of their time: at least this part of it.</summary>
    private const double LeastShare = 0.2;

    public static IReadOnlyList<ModuleChange> Find(IReadOnlyList<ModulePair> pairs, ModuleNoise noise, ReportPaths paths)
    {
        var changes = new List<ModuleChange>();
        foreach (var pair in pairs)
        {
            var expected = noise.Ratio * pair.BeforeMs;
            var difference = pair.AfterMs - expected;
            var longer = Math.Max(expected, pair.AfterMs);
            double[] limits = [LeastMs, noise.InitMs, Deviations * noise.ScatterMs * Math.Sqrt(longer), LeastShare * longer];
            var limit = limits.Max();
            if (Math.Abs(difference) > limit)
            {
                var place = pair.After.LoadedBy;
                changes.Add(new ModuleChange(
                    pair.After.Name, pair.After.Library, place is null ? null : paths[place.File], place?.Line,
                    pair.BeforeMs, pair.AfterMs, difference, limit, difference > 0 ? "more" : "less"));
            }
        }

        return [.. changes.OrderByDescending(change => Math.Abs(change.DifferenceMs)).ThenBy(change => change.Name, StringComparer.Ordinal)];
    }
}
