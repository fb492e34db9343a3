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
        foreach (string name in new[] { "measured", "target", "met", "published" })
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());

        foreach (var figure in report.Figures)
        {
            table.AddRow(
                Markup.Escape(figure.Name),
                Measured(figure),
                figure.Target is { } target
                    ? $"{(figure.Comparison == "atMost" ? "≤" : "≥")} {Units.Format(target, figure.Unit)}" : "",
                figure.Met switch { true => "[green]yes[/]", false => "[red]no[/]", null => "" },
                Markup.Escape(Published(figure, notes)));
        }

        return table;
    }

    // The interval goes below the value: beside it, names would not fit into 80 columns.
    private static string Measured(ReportedFigure figure) => (figure.Value, figure.Interval) switch
    {
        ({ } value, { } interval) => $"{Units.Format(value, figure.Unit)}\n[dim]{Units.Range(interval[0], interval[1], figure.Unit)}[/]",
        ({ } value, null) => Units.Format(value, figure.Unit),
        _ => "—",
    };

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
