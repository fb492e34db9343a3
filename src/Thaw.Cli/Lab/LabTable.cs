using Spectre.Console;
using Thaw.Lab.Reports;

namespace Thaw.Cli.Lab;

/// <summary>The report of an experiment as a table for a terminal.</summary>
internal static class LabTable
{
    /// <summary>Prints it: figures with their targets and published references, then what was left out.</summary>
    public static void Print(IAnsiConsole console, LabReport report)
    {
        console.WriteLine($"{report.Experiment}{(report.Quick ? ", quick" : "")}: {report.Seconds:0} s on "
            + $"{report.Machine.Processors} processors, {Units.Format(report.Machine.MemoryBytes, "bytes")}, Linux {report.Machine.Kernel}");
        var notes = new List<string>();
        console.Write(Table(report, notes));
        foreach (string note in notes)
            console.WriteLine(note);
        foreach (var figure in report.Figures.Where(figure => figure.Problem is not null))
            console.WriteLine($"{figure.Name}: {figure.Problem}");
        foreach (var note in report.Notes)
            console.WriteLine($"{note.Subject}: {note.Text}");
        if (report.LeftOut.Count > 0)
            console.WriteLine($"left out ({report.LeftOut.Count}):");
        foreach (var omission in report.LeftOut)
            console.WriteLine($"  {omission.What}: {omission.Reason}");
    }

    private static Table Table(LabReport report, List<string> notes)
    {
        var table = new Table().Border(TableBorder.Simple).Expand();
        table.AddColumn("figure");
        foreach (string name in new[] { "measured", "95 % interval", "target", "met", "published" })
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());

        foreach (var figure in report.Figures)
        {
            table.AddRow(
                Markup.Escape(figure.Name),
                figure.Value is { } value ? Units.Format(value, figure.Unit) : "—",
                figure.Interval is { } interval
                    ? $"{Units.Format(interval[0], figure.Unit)} … {Units.Format(interval[1], figure.Unit)}" : "",
                figure.Target is { } target
                    ? $"{(figure.Comparison == "atMost" ? "≤" : "≥")} {Units.Format(target, figure.Unit)}" : "",
                figure.Met switch { true => "[green]yes[/]", false => "[red]no[/]", null => "" },
                Markup.Escape(Published(figure, notes)));
        }

        return table;
    }

    private static string Published(ReportedFigure figure, List<string> notes)
    {
        var shown = new List<string>();
        foreach (var reference in figure.Published)
        {
            notes.Add($"({notes.Count + 1}) {reference.What}; {reference.Source}");
            shown.Add($"{Units.Format(reference.Value, figure.Unit)} ({notes.Count})");
        }

        return string.Join(", ", shown);
    }
}
