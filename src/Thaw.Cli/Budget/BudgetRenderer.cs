using Spectre.Console;
using Thaw.Cli.Diff;
using Thaw.Optimizing.Budgeting;
using Thaw.Optimizing.Budgeting.Reports;

namespace Thaw.Cli.Budget;

/// <summary>A budget report for people. What colour says is also said in words.</summary>
internal static class BudgetRenderer
{
    private const int MostImports = 5;

    public static void Render(IAnsiConsole console, BudgetReport report)
    {
        var lines = new DiffLines(console);
        lines.Line(("bold", report.Function), ("dim", $"  {report.Environment.Implementation} {report.Environment.Python}"));
        foreach (var check in report.Checks)
        {
            var (style, word) = Verdict(check.Verdict);
            lines.Paragraph($"  {word,-10}", BudgetWords.Sentence(check), style);
        }

        Starts(lines, report);
        Imports(lines, report);
        foreach (var note in report.Notes)
        {
            lines.Paragraph("Note: ", note, "yellow");
        }

        if (report.Checks.Count > 0)
        {
            lines.Blank();
            lines.Line((Verdict(report.Verdict).Style, char.ToUpperInvariant(BudgetWords.Verdict(report.Verdict)[0]) + BudgetWords.Verdict(report.Verdict)[1..]));
        }
    }

    private static void Starts(DiffLines lines, BudgetReport report)
    {
        if (report.Starts is not { } starts)
        {
            return;
        }

        var disturbed = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{starts.Disturbance:F2}");
        lines.Paragraph(
            "  ", $"{starts.Pairs} cold starts in turn with the reference: init {BudgetWords.Ms(starts.InitMedianMs)}, "
            + $"{BudgetWords.Ms(starts.OwnMedianMs)} of it with a processor; reference {BudgetWords.Ms(starts.ReferenceMedianMs)}, {disturbed} times its calm time", "dim");
    }

    private static void Imports(DiffLines lines, BudgetReport report)
    {
        var (title, imports) = report.NewImports.Count > 0 ? ("New imports since the baseline", report.NewImports)
            : report.Verdict == BudgetVerdict.Missed ? ("Costliest imports", report.CostliestImports) : ("", []);
        if (imports.Count == 0)
        {
            return;
        }

        lines.Heading(title);
        foreach (var import in imports.Take(MostImports))
        {
            lines.Paragraph("  + ", $"{BudgetWords.Place(import)} loads {BudgetWords.Targets(import)}: {BudgetWords.Cost(import)}", "red");
        }

        if (imports.Count > MostImports)
        {
            lines.Line(("dim", $"    and {imports.Count - MostImports} more statements"));
        }
    }

    private static (string Style, string Word) Verdict(BudgetVerdict verdict) => verdict switch
    {
        BudgetVerdict.Within => ("green", "within"),
        BudgetVerdict.Missed => ("red", "missed"),
        _ => ("yellow", "undecided"),
    };
}
