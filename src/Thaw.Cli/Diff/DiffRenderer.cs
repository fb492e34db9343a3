using Spectre.Console;
using Thaw.Cli.Profile;
using Thaw.Profiling.Comparing;

namespace Thaw.Cli.Diff;

/// <summary>A comparison for people: phases and memory, then what is loaded by which statement, then single modules.</summary>
/// <remarks>What colour says is also said in words or signs.</remarks>
internal static class DiffRenderer
{
    private const int NameWidth = 19;
    private const int ValueWidth = 9;

    /// <summary>Writes it.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="diff">What to show.</param>
    /// <param name="top">Lines of each kind; the rest is counted.</param>
    public static void Render(IAnsiConsole console, ProfileDiff diff, int top)
    {
        var lines = new DiffLines(console);
        Head(lines, "before", diff.Before);
        Head(lines, "after ", diff.After);
        lines.Blank();
        lines.Line(("dim", $"{"",NameWidth}{"before",ValueWidth}{"after",ValueWidth}  {"differs",ValueWidth - 2} by (95 % interval)"));
        foreach (var change in diff.Phases.Concat(diff.Memory).Where(change => change.Difference is not null))
        {
            Quantity(lines, change);
        }

        Statements(lines, diff, top);
        Modules(lines, diff, top);
        Findings(lines, diff, top);
        lines.Blank();
        lines.Paragraph("", Noise(diff.Noise), "dim");
        foreach (var note in diff.Notes)
        {
            lines.Paragraph("Note: ", note, "yellow");
        }
    }

    private static void Head(DiffLines lines, string side, ComparedProfile profile)
    {
        lines.Line(("bold", side), ("", $"  {profile.Source}"));
        lines.Line(("dim", $"        {profile.Function}  {profile.Target}  Python {profile.Python}, {profile.Runs} cold processes"));
    }

    private static void Quantity(DiffLines lines, QuantityChange change)
    {
        var isTime = change.Name.EndsWith("Ms", StringComparison.Ordinal);
        var number = (double amount) => isTime ? TerminalReportText.Ms(amount) : TerminalReportText.Megabytes(amount);
        var unit = isTime ? " ms" : " MB";
        var (style, word) = Verdict(change.Verdict, isTime);
        lines.Line(
            ("", $"{DiffLines.Words(change.Name),-NameWidth}{number(change.Before!.Median) + unit,ValueWidth}{number(change.After!.Median) + unit,ValueWidth}  "),
            (style, $"{DiffLines.Signed(change.Difference!.Value, number) + unit,ValueWidth + 1} ({DiffLines.Signed(change.Low!.Value, number)} … {DiffLines.Signed(change.High!.Value, number)}) {word}"));
    }

    private static (string Style, string Word) Verdict(string verdict, bool isTime) => verdict switch
    {
        "more" => ("red", isTime ? "slower" : "more"),
        "less" => ("green", isTime ? "faster" : "less"),
        "same" => ("dim", "no difference"),
        _ => ("dim", "undecided"),
    };

    private static void Statements(DiffLines lines, ProfileDiff diff, int top)
    {
        if (diff.Statements.Count == 0)
        {
            lines.Heading("The same modules are loaded");
            return;
        }

        lines.Heading("Loaded by");
        foreach (var change in diff.Statements.Take(top))
        {
            var (sign, style, verb) = change.Change switch
            {
                "added" => ("+", "red", "newly loads"),
                "advanced" => ("+", "red", "now loads in init"),
                "removed" => ("-", "green", "no longer loads"),
                _ => ("-", "green", "no longer loads in init, but in an event,"),
            };
            var place = change.File is null ? "(no statement)" : $"{change.File}:{change.Line}";
            var count = change.Modules == 1 ? "1 module" : $"{change.Modules} modules";
            lines.Paragraph(
                $"  {sign} ", $"{place} {verb} {DiffLines.Some(change.Targets, 3)}: {count}, {DiffLines.SignedMs(change.DifferenceMs)}, {DiffLines.SignedMb(change.DifferenceBytes)}", style);
        }

        lines.Rest(diff.Statements.Count - top, "more statements");
    }

    private static void Modules(DiffLines lines, ProfileDiff diff, int top)
    {
        if (diff.Modules.Count == 0)
        {
            return;
        }

        lines.Heading("Modules in both whose own time differs beyond the noise");
        foreach (var change in diff.Modules.Take(top))
        {
            var (style, word) = Verdict(change.Verdict, isTime: true);
            var place = change.File is null ? "" : $", loaded by {change.File}:{change.Line}";
            lines.Paragraph(
                change.Verdict == "more" ? "  + " : "  - ",
                $"{change.Name} {word}: {TerminalReportText.Ms(change.BeforeMs)} to {TerminalReportText.Ms(change.AfterMs)} ms, "
                + $"{DiffLines.SignedMs(change.DifferenceMs)} (noise up to {TerminalReportText.Ms(change.NoiseMs)}){place}",
                style);
        }

        lines.Rest(diff.Modules.Count - top, "more modules");
    }

    private static void Findings(DiffLines lines, ProfileDiff diff, int top)
    {
        if (diff.Findings.Count == 0)
        {
            return;
        }

        lines.Heading("Findings");
        foreach (var change in diff.Findings.Take(top))
        {
            var isNew = change.Change == "added";
            lines.Paragraph(
                isNew ? "  + " : "  - ",
                $"{(isNew ? "new" : "gone")}: {change.Pattern} {change.Target} ({TerminalReportText.Ms(change.PredictedSavingMs)} ms)", isNew ? "red" : "green");
        }

        lines.Rest(diff.Findings.Count - top, "more findings");
    }

    private static string Noise(ModuleNoise noise) => noise.IsAssumed
        ? $"Only {noise.Modules} modules are in both: the noise of single modules is assumed, {noise.ScatterMs:F2} ms for one of 1 ms."
        : $"Noise of single modules, from the {noise.Modules} in both: {noise.ScatterMs:F2} ms for one of 1 ms, after a drift of {100 * (noise.Ratio - 1):+0.0;-0.0;0.0} % is taken out; none below {TerminalReportText.Ms(noise.InitMs)} ms, which init as a whole can differ by from chance.";
}
