using Thaw.Optimizing.Pipeline;
using Thaw.Optimizing.Reports;
using Thaw.Optimizing.Reports.Html;

namespace Thaw.Report.Tests.Pages;

/// <summary>The page of an optimisation whose every figure is known.</summary>
internal static class SyntheticOptimization
{
    /// <summary>Edits, all but the last in one file.</summary>
    public const int Edits = 12;

    private const string Library = "lib/__init__.py";

    /// <summary>An optimisation with everything in it.</summary>
    /// <param name="name">What is in the names of files and modules.</param>
    public static OptimizeReport Report(string name = "lib") => new()
    {
        Verdict = "improved",
        Function = "wine",
        Python = "3.11.2",
        Package = "/opt/of-someone/wine-optimized",
        Written = [],
        InitSpeedup = new(2.5, 2.4, 2.61),
        EndToEndSpeedup = new(1.9, 1.8, 2.0),
        PeakMemoryRatio = new(1.2, 1.19, 1.21),
        Pairs = 24,
        Quantities =
        [
            Quantity("initMs", 500, 200), Quantity("firstInvocationMs", 10, 40), Quantity("endToEndMs", 540, 270), Quantity("billedMs", 510, 240),
            Quantity("peakRssBytes", 120e6, 90e6), Quantity("gigabyteSecondsPerMillionColdStarts", 63750, 30000),
            new("packageBytes", 2400, 88000, null, null),
        ],
        Events = [Event("common", 0.9, 5, 4.8), Event("rare", 0.1, 5, 305)],
        Prediction = new(510, 320, 31_000_000, 290, 300, 20.0 / 300, 400, 0.8),
        Edits =
        [
            .. Enumerable.Range(1, Edits - 1).Select(i => Edit(name, $"{name}/__init__.py", Library, 10 * i, 130.0 / i)),
            Edit(name, "handler.py", "handler.py", 3, 4) with { Confidence = "low", Style = "local" },
        ],
        Dropped = [new("lib/odd.py", 7, ["common: result.total: 1 on the original, 2 on the result"])],
        LeftAlone = [.. Enumerable.Range(1, 30).Select(i => new ReportedRest($"lib/m{i}.py", i, 30.0 / i, "it is read while the module is executed"))],
        Verification = new(
            true, [new("common", false, true, "ok"), new("rare", false, true, "ok"), new("held", true, true, "ValueError: as told")],
            ["common: result.id: a random number"], ["lib: sys.modules: longer on the original"], ["no test command was given"]),
        Diff = Diff(),
        Seconds = 61.4,
        Steps = [new StepTime("profile", 20.1), new StepTime("verify", 31.3), new StepTime("measure", 10.0)],
        Notes = ["The limit of the measurement came before the intervals were as narrow as wanted, after 24 pairs."],
    };

    /// <summary>Writes the page and answers its path.</summary>
    public static string Write(TemporaryFolder folder, OptimizeReport? report = null)
    {
        var file = folder.PathOf("optimized.html");
        using var stream = File.Create(file);
        HtmlOptimizeReport.Write(stream, report ?? Report());
        return file;
    }

    private static ReportedQuantity Quantity(string name, double before, double after) => new(
        name, before, after, new(before / after, before / after * 0.96, before / after * 1.04),
        new(before - after, before - after - (0.03 * before), before - after + (0.03 * before)));

    private static ReportedEvent Event(string name, double weight, double before, double after) =>
        new(name, weight, Quantity("firstInvocationMs", before, after), Quantity("endToEndMs", before + 530, after + 230));

    private static ReportedEdit Edit(string name, string file, string place, int line, double ms) => new(
        file, line, name, "pep562", ms, (long)(ms * 1e5), "high", $"No event was seen to need {name}.part{line}.",
        "nothing reads it while the module is executed", place);

    private static string Diff()
    {
        var hunks = Enumerable.Range(1, Edits - 1).Select(i =>
            $"@@ -{(10 * i) - 1},3 +{(10 * i) - 1},3 @@\n # line before {i}\n-from .part{10 * i} import thing\n+def _load_{i}(): from .part{10 * i} import thing\n x = {i}\n");
        return $"--- a/{Library}\n+++ b/{Library}\n{string.Concat(hunks)}"
            + "--- a/handler.py\n+++ b/handler.py\n@@ -3 +3 @@\n--- a/heavy\n+import <heavy>\n\\ No newline at end of file\n";
    }
}
