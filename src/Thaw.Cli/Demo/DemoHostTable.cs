using System.Globalization;
using Spectre.Console;
using Thaw.Cli.Diff;
using Thaw.Cli.Profile;
using Thaw.Lab.Benchmarks;

namespace Thaw.Cli.Demo;

/// <summary>How functions start on a host: what a caller waits and what of it goes where, one line for each way.</summary>
internal static class DemoHostTable
{
    private static readonly string[] Shown = ["sandbox", "runtime", "import", "handler"];

    /// <summary>Writes the table.</summary>
    /// <param name="console">Where to; 80 columns suffice.</param>
    /// <param name="reports">One of each function.</param>
    public static void Write(IAnsiConsole console, IReadOnlyList<BenchReport> reports)
    {
        var lines = new DiffLines(console);
        lines.Line(("bold", $"{"ms (medians)",-15}{"",-5}{"all",9}{string.Concat(Shown.Select(phase => $"{phase,9}"))}{"rest",8}{"memory",7}"));
        foreach (var report in reports)
        {
            foreach (var result in report.Results)
                lines.Line(("", Row(ReferenceEquals(result, report.Results[0]) ? report.Function : "", result)));
        }
        foreach (var report in reports)
        {
            if (report.Results.FirstOrDefault(result => result.Strategy == "fork") is { RatioToBoot: { } ratio })
                lines.Paragraph($"{report.Function}: ", string.Create(
                    CultureInfo.InvariantCulture, $"forked, a cold start is {1 / ratio:0.0} times as fast as booted: the image has imported the libraries, once for all instances"), "green");
        }
    }

    private static string Row(string function, StrategyResult result)
    {
        var phases = Shown.Select(phase => result.Phases.GetValueOrDefault(phase)).ToList();
        return $"{TerminalReportText.Fit(function, 14),-15}{result.Strategy,-5}{Number(result.P50Ms),9}{string.Concat(phases.Select(ms => $"{Number(ms),9}"))}"
            + $"{Number(Math.Max(0, result.P50Ms - phases.Sum())),8}{Whole(result.PssBytes / 1e6),4} MB";
    }

    private static string Whole(double number) => number.ToString("0", CultureInfo.InvariantCulture);

    private static string Number(double ms) => ms.ToString(ms >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture);
}
