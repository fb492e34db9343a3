using Spectre.Console;
using Thaw.Linux.Capabilities;

namespace Thaw.Cli.Doctor;

/// <summary>The report for the terminal: a table a group, then the commands that would give what is absent.</summary>
internal static class DoctorRenderer
{
    /// <summary>Writes the report.</summary>
    /// <param name="console">Where to; its width is respected.</param>
    /// <param name="reports">What was found.</param>
    public static void Render(IAnsiConsole console, IReadOnlyList<CapabilityReport> reports)
    {
        foreach (var group in reports.GroupBy(report => report.Group).OrderBy(group => IndexOf(group.Key)))
        {
            console.MarkupLineInterpolated($"[bold]{group.Key}[/]");
            console.Write(Table([.. group]));
            console.WriteLine();
        }
        RenderRemedies(console, reports);
    }

    private static Table Table(List<CapabilityReport> reports)
    {
        var table = new Table().NoBorder().HideHeaders();
        table.AddColumn(new TableColumn("").Width(4).NoWrap());
        table.AddColumn(new TableColumn("").Width(reports.Max(report => report.Name.Length)).NoWrap());
        table.AddColumn(new TableColumn(""));
        foreach (var report in reports)
        {
            table.AddRow(
                new Markup(report.Available ? "[green]yes[/]" : "[red]no[/]"),
                new Text(report.Name),
                Explanation(report));
        }
        return table;
    }

    private static Markup Explanation(CapabilityReport report) =>
        new($"{Markup.Escape(report.Detail)}\n[grey]for {Markup.Escape(report.Enables)}[/]");

    /// <summary>Commands stand on lines of their own, unbroken, so that they can be copied.</summary>
    private static void RenderRemedies(IAnsiConsole console, IReadOnlyList<CapabilityReport> reports)
    {
        var remedies = reports.Where(report => report is { Available: false, Remedy: not null }).ToList();
        if (remedies.Count == 0)
            return;
        console.MarkupLine("[bold]to get what is absent[/]");
        foreach (var report in remedies.DistinctBy(report => (report.Name, report.Remedy)))
        {
            console.WriteLine($" {report.Name}:");
            console.Profile.Out.Writer.WriteLine($"   {report.Remedy}");
        }
    }

    private static int IndexOf(string group) => CapabilityGroups.All.ToList().IndexOf(group);
}
