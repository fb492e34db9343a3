using System.Globalization;
using Thaw.Profiling.Reports;

namespace Thaw.Profiling.Comparing;

/// <summary>What makes two profiles hard to compare.</summary>
internal static class DiffNotes
{
    /// <summary>A drift that is worth a sentence: 5 % is what two recordings of an idle machine can differ by.</summary>
    private const double TellingDrift = 0.05;

    public static IReadOnlyList<string> Of(ProfileReport before, ProfileReport after, IReadOnlyList<QuantityChange> phases, ModuleNoise noise)
    {
        List<string> notes = [.. Differing(before, after)];
        if (phases.Any(phase => phase is { Verdict: "undecided", Before: not null, After: not null }))
        {
            notes.Add($"Fewer than {Statistics.Spread.FewestForInterval} cold processes on one side are too few to tell a difference from chance; record with more --runs.");
        }

        if (phases.Single(phase => phase.Name == "interpreterStartMs") is { Verdict: "more" or "less" } start)
        {
            notes.Add($"Starting the bare interpreter took {Percent(start.After!.Median / start.Before!.Median)} as well, which no function can cause: the machine or the interpreter differs.");
        }

        if (!noise.IsAssumed && Math.Abs(noise.Ratio - 1) > TellingDrift)
        {
            notes.Add($"Modules in both took {Percent(noise.Ratio)} throughout; this drift is taken out of the times of single modules, not out of the phases.");
        }

        if (before.Imports is null || after.Imports is null)
        {
            notes.Add("One of the two has no import pass; modules are not compared.");
        }

        return notes;
    }

    private static IEnumerable<string> Differing(ProfileReport before, ProfileReport after)
    {
        (string What, string Before, string After)[] conditions =
        [
            ("functions", before.Function.Name, after.Function.Name),
            ("versions of Python", before.Python.Version, after.Python.Version),
            ("kernels", before.Conditions.Kernel, after.Conditions.Kernel),
            ("numbers of processors", $"{before.Conditions.Processors}", $"{after.Conditions.Processors}"),
            ("states of the byte code", before.Conditions.ByteCode, after.Conditions.ByteCode),
            ("states of the page cache", before.Conditions.PageCache, after.Conditions.PageCache),
        ];
        foreach (var (what, left, right) in conditions.Where(condition => condition.Before != condition.After))
        {
            yield return $"The {what} differ: {left} and {right}.";
        }

        if (!before.Events.Select(given => (given.Name, given.Sha256)).SequenceEqual(after.Events.Select(given => (given.Name, given.Sha256))))
        {
            yield return "The events differ; invocations are not compared like with like.";
        }
    }

    private static string Percent(double ratio) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(100 * (ratio - 1)):F0} % {(ratio > 1 ? "longer" : "less")}");
}
