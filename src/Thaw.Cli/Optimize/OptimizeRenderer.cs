using Spectre.Console;
using Thaw.Cli.Diff;
using Thaw.Cli.Profile;
using Thaw.Optimizing.Reports;

namespace Thaw.Cli.Optimize;

/// <summary>The report of <c>thaw optimize</c> for people: the gain, the events, the edits, what was left alone.</summary>
/// <remarks>What colour says is also said in words.</remarks>
internal static class OptimizeRenderer
{
    private const int NameWidth = 27;
    private const int ValueWidth = 11;
    private const int MostEdits = 12;
    private const int MostRest = 8;
    private const int MostMasked = 5;

    /// <summary>Writes it.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">What to show.</param>
    /// <param name="withDiff">Whether to add the unified diff.</param>
    public static void Render(IAnsiConsole console, OptimizeReport report, bool withDiff)
    {
        var lines = new DiffLines(console);
        lines.Line(("bold", report.Function), ("", $"  Python {report.Python}{(report.Target == "cold" ? "" : ", " + report.Target)}  "), (report.Verdict == "improved" ? "green" : "yellow", Verdict(report)));
        Gain(lines, report);
        Events(lines, report);
        Edits(lines, report);
        Rest(lines, report);
        Verification(lines, report);
        foreach (var note in report.Notes)
        {
            lines.Paragraph("Note: ", note, "yellow");
        }

        if (withDiff && report.Diff.Length > 0)
        {
            lines.Blank();
            console.Write(new Text(report.Diff));
        }

        if (report.Preload.Count > 0)
        {
            lines.Blank();
            lines.Paragraph("To import before an image or snapshot is made: ", string.Join(", ", report.Preload), "");
        }

        if (report.Package is { } package)
        {
            lines.Blank();
            lines.Line(("", $"Package: {package}"));
        }

        if (report.Written.Count > 0)
        {
            lines.Blank();
            lines.Paragraph("Edited in place: ", $"{string.Join(", ", report.Written)} (--undo takes it back)", "");
        }
    }

    /// <summary>The verdict in words.</summary>
    public static string Verdict(OptimizeReport report) => report.Verdict switch
    {
        "improved" => $"starts {report.InitSpeedup!.Value:F2} times as fast, {report.Edits.Count} statements deferred",
        "unverified" => $"{report.Edits.Count} statements deferred, not verified",
        "nothingVerifies" => "nothing that is worth it leaves the function as it was",
        "noGain" => "deferring imports makes no measurable difference here",
        _ => "no import is worth deferring",
    };

    private static void Gain(DiffLines lines, OptimizeReport report)
    {
        if (report.Quantities.Count > 0)
        {
            lines.Blank();
            lines.Line(("dim", $"{"",-NameWidth}{"before",ValueWidth}{"after",ValueWidth}  times better (95 % interval)"));
        }

        foreach (var quantity in report.Quantities)
        {
            Quantity(lines, Name(quantity.Name), quantity);
        }

        var prediction = report.Prediction;
        var measured = prediction.MeasuredSavedMs is { } saved ? $", measured {TerminalReportText.Ms(saved)} ms" : "";
        var reachable = prediction.ReachableSavedShare is { } share
            ? $" No event reaches {TerminalReportText.Ms(prediction.ReachableMs)} ms of init's {TerminalReportText.Ms(prediction.InitMs)}; the edits save {100 * share:F0} % of that." : "";
        lines.Blank();
        lines.Paragraph("", $"Predicted saving {TerminalReportText.Ms(prediction.SavedMs)} ms of init, {TerminalReportText.Megabytes(prediction.SavedBytes)} MB{measured}.{reachable}", "");
    }

    private static void Quantity(DiffLines lines, string name, ReportedQuantity quantity)
    {
        var ratio = quantity.Ratio is not { } found ? "" : found is { Low: { } low, High: { } high }
            ? $"  {found.Value:F2} ({low:F2} … {high:F2})"
            : $"  {found.Value:F2}";
        lines.Line(("", $"{name,-NameWidth}{Amount(quantity.Name, quantity.Before),ValueWidth}{Amount(quantity.Name, quantity.After),ValueWidth}{ratio}"));
    }

    private static string Name(string name) => name switch
    {
        "endToEndMs" => "cold start",
        "billedMs" => "billed (init + invocation)",
        "peakRssBytes" => "memory peak",
        "gigabyteSecondsPerMillionColdStarts" => "GB-s a million cold starts",
        "packageBytes" => "package",
        _ => DiffLines.Words(name),
    };

    private static string Amount(string name, double value) => name.EndsWith("Ms", StringComparison.Ordinal)
        ? TerminalReportText.Ms(value) + " ms"
        : name.EndsWith("Bytes", StringComparison.Ordinal) ? Size(value) : $"{value:N0}";

    private static string Size(double bytes) => bytes >= 1e6 ? TerminalReportText.Megabytes(bytes) + " MB" : $"{bytes / 1e3:F1} kB";

    private static void Events(DiffLines lines, OptimizeReport report)
    {
        if (report.Events.Count == 0)
        {
            return;
        }

        lines.Heading("First invocation and cold start by event");
        foreach (var item in report.Events)
        {
            Quantity(lines, TerminalReportText.Fit($"  {item.Name} {100 * item.Weight:F0} %", NameWidth), item.FirstInvocation);
            Quantity(lines, "    with the start", item.EndToEnd);
        }
    }

    private static void Edits(DiffLines lines, OptimizeReport report)
    {
        if (report.Edits.Count > 0)
        {
            lines.Heading("Deferred (by what would be loaded again without the edit)");
        }

        foreach (var edit in report.Edits.Take(MostEdits))
        {
            var style = edit.Style is null ? "" : $" {edit.Style},";
            lines.Paragraph("  - ", $"{edit.File}:{edit.Line}{style} {TerminalReportText.Ms(edit.SavedMs)} ms, confidence {edit.Confidence}. {edit.Why}", "green");
        }

        More(lines, report.Edits.Count - MostEdits, "more edits");
        foreach (var dropped in report.Dropped)
        {
            lines.Paragraph("  x ", $"{dropped.File}:{dropped.Line} was dropped: {(dropped.Breaks.Count > 0 ? dropped.Breaks[0] : "it breaks something together with others")}", "red");
        }
    }

    private static void Rest(DiffLines lines, OptimizeReport report)
    {
        ReportedRest[] rest = [.. report.LeftAlone.Where(item => item.CostMs >= 0.1)];
        if (rest.Length == 0)
        {
            return;
        }

        lines.Heading("Left alone, although no event was seen to need it");
        foreach (var item in rest.Take(MostRest))
        {
            lines.Paragraph("  . ", $"{item.File}:{item.Line} {TerminalReportText.Ms(item.CostMs)} ms: {item.Reason}", "dim");
        }

        More(lines, rest.Length - MostRest, "more statements");
    }

    private static void Verification(DiffLines lines, OptimizeReport report)
    {
        if (report.Verification is not { } verification)
        {
            return;
        }

        lines.Blank();
        var held = verification.Events.Count(verdict => verdict.Holdout);
        lines.Paragraph("Verified: ", $"{verification.Events.Count(verdict => verdict.Same)} of {verification.Events.Count} events ({held} held out) do the same on both, "
            + $"in {(verification.Masked.Count == 0 ? "everything" : $"everything but {verification.Masked.Count} parts that differ between two runs of the original")}; "
            + $"side effects, public names and first use from many threads agree.", verification.Passed ? "green" : "red");
        foreach (var masked in verification.Masked.Take(MostMasked))
        {
            lines.Paragraph("  masked: ", masked, "dim");
        }

        More(lines, verification.Masked.Count - MostMasked, "more masked parts");
        foreach (var note in verification.Notes)
        {
            lines.Paragraph("  ", note, "dim");
        }
    }

    private static void More(DiffLines lines, int count, string what)
    {
        if (count > 0)
        {
            lines.Line(("dim", $"    {count} {what} (--json lists them)"));
        }
    }
}
