using System.Globalization;
using Spectre.Console;
using Thaw.Images.Simulation;

namespace Thaw.Cli.Images;

/// <summary>The report of a simulation as text for a terminal; 80 columns suffice.</summary>
internal static class SimulateTable
{
    private const int MostImages = 15;

    public static void Print(IAnsiConsole console, SimulationReport report)
    {
        Line(console, $"{report.Functions:N0} functions, {report.Invocations:N0} invocations in {report.Seconds / 3600:0.0} hours; {report.Options.ImageMemoryBytes / 1e6:N0} MB for images, kept alive {report.Options.KeepAliveSeconds:0} s");
        Line(console, $"trace: {report.Trace}");
        Line(console, $"costs: {report.Costs}");
        console.WriteLine();
        console.MarkupLine($"[bold]{"images",-8}{"cold starts",12}{"from one",9}{"mean ms",9}{"p50",7}{"p99",7}{"held",6}{"MB",7}{"instances MB",14}[/]");
        foreach (var policy in report.Policies)
        {
            var share = policy.ColdStarts == 0 ? 0 : 100.0 * policy.FromImage / policy.ColdStarts;
            Line(console, $"{policy.Name,-8}{policy.ColdStarts,12:N0}{share,7:0.0} %{policy.MeanMs,9:0.0}{policy.P50Ms,7:0.0}{policy.P99Ms,7:0}{policy.MeanImages,6:0.0}{policy.MeanImageBytes / 1e6,7:N0}{policy.MeanInstanceBytes / 1e6,14:N0}");
        }

        console.WriteLine();
        Images(console, report);
        Space(console, report.Space);
        Line(console, $"simulated in {report.SimulatedIn:0.0} s: {report.Invocations * report.Policies.Count / Math.Max(report.SimulatedIn, 1e-9) / 1e6:0.0} million events a second");
    }

    private static void Images(IAnsiConsole console, SimulationReport report)
    {
        if (report.Images.Count == 0)
            Line(console, $"at the end of the trace no shared image is worth its memory");
        else
            console.MarkupLine($"[bold]{"shared images at the end of the trace",-40}{"functions",10}{"starts/min",12}{"ms saved",10}{"MB",7}[/]");
        foreach (var image in report.Images.Take(MostImages))
        {
            var depth = 0;
            for (var parent = image.Parent; parent >= 0; parent = report.Images[parent].Parent)
                depth++;
            var name = new string(' ', 2 * depth) + image.Name;
            var saved = image.StartsPerMinute > 0 ? image.GainMsPerMinute / image.StartsPerMinute : 0;
            Line(console, $"{(name.Length > 39 ? name[..38] + "…" : name),-40}{image.Functions,10:N0}{image.StartsPerMinute,12:0.00}{saved,10:0}{image.Bytes / 1e6,7:0}");
        }

        if (report.Images.Count > MostImages)
            Line(console, $"  and {report.Images.Count - MostImages} more (--json lists them)");
        foreach (var image in report.LeftOut)
            console.MarkupLine($"[dim]  not held: {Markup.Escape(image.Name)}: {Markup.Escape(image.Reason)}[/]");
        console.WriteLine();
    }

    private static void Space(IAnsiConsole console, ImageSpace space)
    {
        Line(console, $"an image for every function: {space.OwnBytes / 1e6:N0} MB; shared ({space.SharedImages} images, {space.FunctionsPerImage:0.0} functions each): {space.SharedBytes / 1e6:N0} MB, {100 * space.Saving:0.0} % less");
        Line(console, $"ten functions an image: {100 * space.SavingOfTen:0} % less for images (published: {100 * space.PublishedOfTen:0} %, WarmSwap), {100 * space.SavingOfTenLive:0} % with a live instance each");
    }

    private static void Line(IAnsiConsole console, FormattableString text) => console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
