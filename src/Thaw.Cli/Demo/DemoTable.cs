using System.Globalization;
using Spectre.Console;
using Thaw.Cli.Diff;
using Thaw.Cli.Optimize;
using Thaw.Cli.Profile;
using Thaw.Optimizing.Reports;

namespace Thaw.Cli.Demo;

/// <summary>Before and after, one line a function.</summary>
internal static class DemoTable
{
    private static readonly (string Title, string Quantity)[] Columns = [("init", "initMs"), ("cold start", "endToEndMs"), ("memory peak", "peakRssBytes")];

    /// <summary>Writes the table.</summary>
    /// <param name="console">Where to; 80 columns suffice.</param>
    /// <param name="reports">What the optimisations came to.</param>
    public static void Write(IAnsiConsole console, IReadOnlyList<OptimizeReport> reports)
    {
        var lines = new DiffLines(console);
        lines.Line(("bold", $"{"before → after",-14}{string.Concat(Columns.Select(column => $"{column.Title,22}"))}"));
        foreach (var report in reports)
        {
            lines.Line(("", $"{TerminalReportText.Fit(report.Function, 14),-14}{string.Concat(Columns.Select(column => $"{Cell(report, column.Quantity),22}"))}"));
            lines.Line(("dim", $"{"",-14}{string.Concat(Columns.Select(column => $"{Times(report, column.Quantity),22}"))}"));
        }

        foreach (var report in reports.Where(report => report.Verdict != "improved"))
        {
            lines.Paragraph($"{report.Function}: ", $"no package was written: {OptimizeRenderer.Verdict(report)}", "yellow");
        }
    }

    private static string Cell(OptimizeReport report, string name) => Find(report, name) switch
    {
        null => "-",
        { Name: "peakRssBytes" } bytes => $"{TerminalReportText.Megabytes(bytes.Before)} → {TerminalReportText.Megabytes(bytes.After)} MB",
        var ms => $"{TerminalReportText.Ms(ms.Before)} → {TerminalReportText.Ms(ms.After)} ms",
    };

    private static string Times(OptimizeReport report, string name) => Find(report, name)?.Ratio is not { } ratio ? ""
        : ratio is { Low: { } low, High: { } high }
            ? string.Create(CultureInfo.InvariantCulture, $"{ratio.Value:F2}x ({low:F2} … {high:F2})")
            : string.Create(CultureInfo.InvariantCulture, $"{ratio.Value:F2}x");

    private static ReportedQuantity? Find(OptimizeReport report, string name) => report.Quantities.FirstOrDefault(quantity => quantity.Name == name);
}
