using System.Globalization;
using Spectre.Console;
using Thaw.Cli.Profile;
using Thaw.Lab.Benchmarks;

namespace Thaw.Cli.Bench;

/// <summary>A benchmark's report as text for a terminal; 80 columns suffice.</summary>
internal static class BenchTable
{
    public static void Print(IAnsiConsole console, BenchReport report)
    {
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Function}: {report.Runtime}, {report.MemoryMb} MB, {Invocations(report)}{(report.ColdCache ? ", code from the disk" : "")}, load {report.Machine.LoadAverage:0.0}"));
        console.WriteLine();
        console.MarkupLine($"[bold]{"strategy",-10}{"n",6}{"p50 ms",12}{"p90 ms",10}{"p99 ms",10}{"memory",12}{"over boot",12}[/]");
        foreach (var result in report.Results)
            Print(console, result);
        console.WriteLine();
        foreach (var result in report.Results)
            console.WriteLine($"{result.Strategy}: {string.Join(", ", result.Phases.Where(phase => phase.Value >= 0.005).Select(phase => $"{phase.Key} {Number(phase.Value)}"))} ms");
    }

    private static void Print(IAnsiConsole console, StrategyResult result)
    {
        console.WriteLine($"{result.Strategy,-10}{result.N,6}{Number(result.P50Ms),12}{Number(result.P90Ms),10}{Number(result.P99Ms),10}"
            + $"{TerminalReportText.Megabytes((long)result.PssBytes) + " MB",12}{(result.RatioToBoot is { } ratio ? Number(ratio) + "x" : "-"),12}");
        if (result.P50IntervalMs is { } interval)
        {
            var ratios = result.RatioToBootInterval is { } between ? $"{Number(between[0])}..{Number(between[1])}" : "";
            console.MarkupLine($"[dim]{"",16}{$"{Number(interval[0])}..{Number(interval[1])}",12}{"",32}{ratios,12}[/]");
        }
    }

    private static string Invocations(BenchReport report) => report.Concurrency == 1 ? "one at a time" : $"{report.Concurrency} at once";

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) switch { >= 100 => "0", >= 10 => "0.0", >= 0.1 => "0.00", _ => "0.000" }, CultureInfo.InvariantCulture);
}
