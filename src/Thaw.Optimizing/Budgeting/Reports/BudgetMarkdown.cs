using System.Text;
using Thaw.Optimizing.Budgeting.Loading;

namespace Thaw.Optimizing.Budgeting.Reports;

/// <summary>A report as Markdown, for the summary of a CI job or a comment on a change.</summary>
public static class BudgetMarkdown
{
    private const int MostImports = 10;

    /// <summary>The text, with a newline at the end.</summary>
    public static string ToText(BudgetReport report)
    {
        var text = new StringBuilder();
        text.Append($"### Cold start of `{report.Function}`: {BudgetWords.Verdict(report.Verdict)}\n\n");
        Checks(text, report);
        Imports(text, report);
        foreach (var note in report.Notes)
            text.Append($"> {Escape(note)}\n\n");
        Foot(text, report);
        return text.ToString();
    }

    private static void Checks(StringBuilder text, BudgetReport report)
    {
        if (report.Checks.Count == 0)
            return;
        text.Append("| | measured | interval | limit | |\n|---|---:|---:|---:|---|\n");
        foreach (var check in report.Checks)
        {
            text.Append($"| {BudgetWords.Name(check)} | {BudgetWords.Amount(check, check.Value)} | {BudgetWords.Range(check)} "
                + $"| {BudgetWords.Amount(check, check.Limit)} | {Sign(check.Verdict)} |\n");
        }

        text.Append('\n');
        foreach (var check in report.Checks.Where(check => check is { Remark: not null, Verdict: not BudgetVerdict.Within }))
            text.Append($"{BudgetWords.Name(check)}: {Escape(check.Remark!)}.\n\n");
    }

    private static void Imports(StringBuilder text, BudgetReport report)
    {
        if (report.Baseline is null)
        {
            if (report.Verdict == BudgetVerdict.Missed)
                Table(text, "Costliest imports", report.CostliestImports);
            return;
        }

        if (report.NewImports.Count == 0)
            text.Append("No new imports: init loads nothing that it did not load in the baseline.\n\n");
        else
            Table(text, "New imports since the baseline", report.NewImports);
        if (report.Baseline.GoneModules > 0)
            text.Append($"No longer loaded: {report.Baseline.GoneModules} modules, {BudgetWords.Ms(report.Baseline.GoneMs)}.\n\n");
    }

    private static void Table(StringBuilder text, string title, IReadOnlyList<ImportCost> imports)
    {
        text.Append($"**{title}**\n\n| statement | loads | modules | init | memory |\n|---|---|---:|---:|---:|\n");
        foreach (var import in imports.Take(MostImports))
        {
            text.Append($"| {Code(BudgetWords.Place(import))} | {Escape(BudgetWords.Targets(import))} | {import.Modules} "
                + $"| {BudgetWords.Ms(import.Ms)} | {BudgetWords.Megabytes(import.Bytes)} |\n");
        }

        if (imports.Count > MostImports)
            text.Append($"\nand {imports.Count - MostImports} more.\n");
        text.Append('\n');
    }

    private static void Foot(StringBuilder text, BudgetReport report)
    {
        var starts = report.Starts is { } found ? $", {found.Pairs} cold starts in turn with the reference" : "";
        text.Append($"<sub>thaw {report.ThawVersion}, {report.Environment.Implementation} {report.Environment.Python}{starts}</sub>\n");
    }

    private static string Sign(BudgetVerdict verdict) => verdict switch
    {
        BudgetVerdict.Within => "✅ within",
        BudgetVerdict.Missed => "❌ **missed**",
        _ => "❔ undecided",
    };

    private static string Code(string text) => $"`{text.Replace('`', '\'').Replace("|", "\\|", StringComparison.Ordinal)}`";

    // Names come from file systems and exceptions: what Markdown or HTML would take for markup is made harmless.
    private static string Escape(string text) => text.ReplaceLineEndings(" ").Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)
        .Replace("*", "\\*", StringComparison.Ordinal);
}
