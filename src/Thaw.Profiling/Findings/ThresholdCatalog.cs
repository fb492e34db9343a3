using System.Globalization;

namespace Thaw.Profiling.Findings;

/// <summary>One threshold: its name on the command line, its range, and where its default comes from.</summary>
/// <param name="Name">Name, camelCase.</param>
/// <param name="Unit"><c>ms</c>, <c>share</c> (0 to 1), <c>samples</c> or <c>modules</c>.</param>
/// <param name="Highest">Highest value that is accepted; the lowest is 0.</param>
/// <param name="Meaning">One line.</param>
/// <param name="Source">Why the default is what it is.</param>
/// <param name="Get">Reads it.</param>
/// <param name="With">Sets it in a copy.</param>
public sealed record Threshold(
    string Name,
    string Unit,
    double Highest,
    string Meaning,
    string Source,
    Func<FindingThresholds, double> Get,
    Func<FindingThresholds, double, FindingThresholds> With);

/// <summary>All thresholds by name.</summary>
public static class ThresholdCatalog
{
    private const double Unlimited = 1e9;

    /// <summary>All of them, in the order in which documents list them.</summary>
    public static IReadOnlyList<Threshold> All { get; } =
    [
        new("minSavingMs", "ms", Unlimited, "a finding saves at least this",
            "the spread of a cold start on an idle machine is about 2 ms",
            t => t.MinSavingMs, (t, v) => t with { MinSavingMs = v }),
        new("minSavingShare", "share", 1, "a finding saves at least this share of init",
            "below 1 % an edit can't be told from noise in 20 runs",
            t => t.MinSavingShare, (t, v) => t with { MinSavingShare = v }),
        new("rareEventShare", "share", 1, "C2: the events that use it are at most this share of invocations",
            "at a quarter, three of four cold starts pay for nothing",
            t => t.RareEventShare, (t, v) => t with { RareEventShare = v }),
        new("rareUtilisation", "share", 1, "less than this share of the invoke samples is called rarely used",
            "SlimStart's figure for rarely used libraries, 2 %",
            t => t.RareUtilisation, (t, v) => t with { RareUtilisation = v }),
        new("setupOwnMs", "ms", Unlimited, "setup: a line of the function's own modules takes at least this",
            "more than one tick at 250 samples a second",
            t => t.SetupOwnMs, (t, v) => t with { SetupOwnMs = v }),
        new("setupLibraryMs", "ms", Unlimited, "setup: a line of a library's module takes at least this",
            "twice the function's own: a library's line can't simply be moved",
            t => t.SetupLibraryMs, (t, v) => t with { SetupLibraryMs = v }),
        new("setupMinSamples", "samples", Unlimited, "setup: at least so many ticks fell into the line",
            "with 3 ticks or more the chance of an empty line at the same rate is under 5 %",
            t => t.SetupMinSamples, (t, v) => t with { SetupMinSamples = v }),
        new("maxUsedImporters", "modules", Unlimited, "C1: no submodule that more used modules than this import",
            "types and constants leave no trace; what many used modules import is likely to serve as those",
            t => t.MaxUsedImporters, (t, v) => t with { MaxUsedImporters = v }),
    ];

    /// <summary>Applies one <c>name=value</c>.</summary>
    /// <returns>Null, or one line that says what is wrong and what to write.</returns>
    internal static string? Assign(string assignment, ref FindingThresholds thresholds)
    {
        var parts = assignment.Split('=', 2, StringSplitOptions.TrimEntries);
        if (parts.Length != 2)
        {
            return $"threshold '{assignment}' has no value; write name=value, for example rareEventShare=0.1";
        }

        var threshold = All.FirstOrDefault(known => known.Name.Equals(parts[0], StringComparison.OrdinalIgnoreCase));
        if (threshold is null)
        {
            return $"unknown threshold '{parts[0]}'; known are {string.Join(", ", All.Select(known => known.Name))}";
        }

        if (!double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || !(value >= 0 && value <= threshold.Highest))
        {
            var range = threshold.Highest >= Unlimited ? "of 0 or more" : $"from 0 to {threshold.Highest}";
            return $"threshold {threshold.Name} can't be '{parts[1]}'; write a number {range} ({threshold.Unit})";
        }

        thresholds = threshold.With(thresholds, value);
        return null;
    }
}
