using Thaw.Python.Launching;

namespace Thaw.Optimizing.Measuring;

/// <summary>Some edits of a package, and what they were predicted to save.</summary>
/// <param name="Name">For reports.</param>
/// <param name="PredictedMs">Predicted saving of init, ms, above 0.</param>
/// <param name="Without">The package with all edits but these.</param>
public sealed record EditGroup(string Name, double PredictedMs, PreparedFunction Without);

/// <summary>What a group of edits was measured to save.</summary>
/// <param name="Name">The group's.</param>
/// <param name="PredictedMs">Predicted saving of init, ms.</param>
/// <param name="InitMs">Init without the group over init with it.</param>
/// <param name="EndToEndMs">The whole cold start without the group over that with it.</param>
/// <param name="Verdict">Whether the saving is there.</param>
public sealed record GroupGain(string Name, double PredictedMs, MeasuredPair InitMs, MeasuredPair EndToEndMs, GainVerdict Verdict);

/// <summary>Whether a predicted saving is there.</summary>
public enum GainVerdict
{
    /// <summary>The interval lies above what counts as there.</summary>
    There,

    /// <summary>The interval holds both; nothing speaks against keeping the edits.</summary>
    Undecided,

    /// <summary>The interval lies below it: the edits change code for nothing, or move the cost into the first invocation.</summary>
    Absent,
}

/// <summary>Measures what single groups of edits contribute: the package with all edits against the one without them.</summary>
/// <remarks>Leaving one group out shows what it adds to the others; alone it may save nothing, where another importer remains.</remarks>
public static class GroupAttribution
{
    /// <summary>
    /// The share of the prediction that must be there: whole plans are predicted within 15 % (median), single groups
    /// worse, and a saving below a fifth of the prediction rests on a wrong idea of the imports.
    /// </summary>
    private const double LeastShare = 0.2;

    /// <summary>Half the interval's width, as a share of the predicted saving, that is measured for.</summary>
    private const double WantedShare = 0.25;

    /// <summary>Measures each group.</summary>
    /// <param name="all">The package with all edits.</param>
    /// <param name="initMs">Its median init, ms, above 0: what the wanted precision is relative to.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="options">How long each is measured at most.</param>
    /// <param name="cancellation">Ends it.</param>
    public static IReadOnlyList<GroupGain> Measure(
        PreparedFunction all, double initMs, IReadOnlyList<EditGroup> groups, MeasureOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(options);
        var measurement = new InterleavedMeasurement();
        return
        [
            .. groups.Select(group => ToGain(group, measurement.Measure(
                group.Without, all, options with { WantedPrecision = WantedShare * group.PredictedMs / initMs }, null, cancellation))),
        ];
    }

    /// <summary>Whether a saving is there, by its interval.</summary>
    /// <param name="saving">Of init, ms.</param>
    /// <param name="predictedMs">Predicted, ms.</param>
    internal static GainVerdict Judge(Profiling.Statistics.Estimate saving, double predictedMs) => saving switch
    {
        { Low: { } low } when low > LeastShare * predictedMs => GainVerdict.There,
        { High: { } high } when high < LeastShare * predictedMs => GainVerdict.Absent,
        _ => GainVerdict.Undecided,
    };

    private static GroupGain ToGain(EditGroup group, MeasuredGain gain) => new(
        group.Name, group.PredictedMs, gain.InitMs, gain.EndToEndMs,
        // What init saves and the first invocation pays is no gain.
        gain.EndToEndMs.Saving.High < 0 ? GainVerdict.Absent : Judge(gain.InitMs.Saving, group.PredictedMs));
}
