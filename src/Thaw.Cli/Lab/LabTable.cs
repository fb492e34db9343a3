using Spectre.Console;
using Thaw.Lab.Reports;

namespace Thaw.Cli.Lab;

/// <summary>The report of an experiment as text for a terminal.</summary>
internal static class LabTable
{
    /// <summary>Prints it: figures with their targets and published references, then remarks and what was left out.</summary>
    public static void Print(IAnsiConsole console, LabReport report)
    {
        console.WriteLine($"{report.Experiment}{(report.Quick ? ", quick" : "")}: {report.Seconds:0} s on "
            + $"{report.Machine.Processors} processors, {Units.Format(report.Machine.MemoryBytes, "bytes")}, Linux {report.Machine.Kernel}");
        console.WriteLine();
        var notes = new List<string>();
        PrintRows(console, [.. report.Figures.SelectMany(figure => RowsOf(figure, notes))]);
        console.WriteLine();
        foreach (string note in notes)
            console.WriteLine(note);
        foreach (var figure in report.Figures.Where(figure => figure.Reproduction is not null))
            console.WriteLine($"{figure.Name}: {figure.Reproduction}");
        foreach (var figure in report.Figures.Where(figure => figure.Problem is not null))
            console.WriteLine($"{figure.Name}: {figure.Problem}");
        foreach (var note in report.Notes)
            console.WriteLine($"{note.Subject}: {note.Text}");
        if (report.LeftOut.Count > 0)
            console.WriteLine($"left out ({report.LeftOut.Count}):");
        foreach (var omission in report.LeftOut)
            console.WriteLine($"  {omission.What}: {omission.Reason}");
    }

    private static IEnumerable<Row> RowsOf(ReportedFigure figure, List<string> notes)
    {
        yield return new Row(
            figure.Name,
            figure.Value is { } value ? Units.Format(value, figure.Unit) : "-",
            figure.Target is { } target ? $"{(figure.Comparison == "atMost" ? "≤" : "≥")} {Units.Format(target, figure.Unit)}" : "",
            figure.Met switch { true => "yes", false => "no", null => "" },
            Published(figure, notes));

        // The interval goes below the value: beside it, long names would not fit into 80 columns.
        if (figure.Interval is { } interval)
            yield return new Row("", Units.Range(interval[0], interval[1], figure.Unit), "", "", "");
    }

    private static void PrintRows(IAnsiConsole console, IReadOnlyList<Row> rows)
    {
        Row[] all = [new("figure", "measured", "target", "met", "published"), .. rows];
        int[] widths = [.. Enumerable.Range(0, Row.Columns).Select(column => all.Max(row => row.Cell(column).Length))];
        foreach (var row in all)
        {
            string line = row.Name.PadRight(widths[0]) + "  " + row.Measured.PadLeft(widths[1])
                + "  " + row.Target.PadLeft(widths[2]) + "  " + row.Met.PadLeft(widths[3]) + "  " + row.Published;
            string colour = row.Met switch { "yes" => "green", "no" => "red", _ => row.Name.Length == 0 ? "dim" : "default" };
            console.MarkupLine($"[{colour}]{Markup.Escape(line.TrimEnd())}[/]");
        }
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

    private sealed record Row(string Name, string Measured, string Target, string Met, string Published)
    {
        public const int Columns = 5;

        public string Cell(int column) => column switch
        {
            0 => Name,
            1 => Measured,
            2 => Target,
            3 => Met,
            _ => Published,
        };
    }
}
