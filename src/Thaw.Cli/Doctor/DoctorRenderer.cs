using Spectre.Console;
using Thaw.Cli.Terminal;
using Thaw.Linux.Capabilities;

namespace Thaw.Cli.Doctor;

/// <summary>The report for the terminal: a list a group, then the commands that would give what is absent.</summary>
internal static class DoctorRenderer
{
    private const int VerdictColumns = 5;

    /// <summary>Writes the report.</summary>
    /// <param name="console">Where to; its width is respected.</param>
    /// <param name="reports">What was found.</param>
    public static void Render(IAnsiConsole console, IReadOnlyList<CapabilityReport> reports)
    {
        var nameColumns = reports.Max(report => report.Name.Length) + 1;
        foreach (var group in reports.GroupBy(report => report.Group).OrderBy(group => IndexOf(group.Key)))
        {
            console.MarkupLineInterpolated($"[bold]{group.Key}[/]");
            foreach (var report in group)
                RenderOne(console, report, nameColumns);
            console.WriteLine();
        }
        RenderRemedies(console, reports);
    }

    private static void RenderOne(IAnsiConsole console, CapabilityReport report, int nameColumns)
    {
        var indent = new string(' ', VerdictColumns + nameColumns);
        // One column is left free: terminals break a line that fills the last one.
        var width = Math.Max(20, console.Profile.Width - indent.Length - 1);
        var verdict = report.Available ? "[green]yes[/]  " : "[red]no[/]   ";
        var first = verdict + Markup.Escape(report.Name.PadRight(nameColumns));
        foreach (var line in TextWrap.Lines(report.Detail, width))
        {
            console.MarkupLine(first + Markup.Escape(line));
            first = indent;
        }
        foreach (var line in TextWrap.Lines($"for {report.Enables}", width))
            console.MarkupLine($"{indent}[grey]{Markup.Escape(line)}[/]");
    }

    /// <summary>Commands stand on lines of their own, unbroken, so that they can be copied.</summary>
    private static void RenderRemedies(IAnsiConsole console, IReadOnlyList<CapabilityReport> reports)
    {
        var remedies = reports.Where(report => report is { Available: false, Remedy: not null }).ToList();
        if (remedies.Count == 0)
            return;
        console.MarkupLine("[bold]to get what is absent[/]");
        foreach (var report in remedies.DistinctBy(report => (report.Name, report.Remedy)))
        {
            console.WriteLine($"{report.Name}:");
            console.Profile.Out.Writer.WriteLine($"  {report.Remedy}");
        }
    }

    private static int IndexOf(string group) => CapabilityGroups.All.ToList().IndexOf(group);
}
