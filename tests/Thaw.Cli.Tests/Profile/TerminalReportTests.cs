using Spectre.Console;
using Thaw.Cli.Profile;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Tests.Analysis;

namespace Thaw.Cli.Tests.Profile;

public class TerminalReportTests
{
    /// <summary>Written by the test when THAW_UPDATE_GOLDEN names the file; read what changed before it is kept.</summary>
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Profile", "terminal-report.txt");

    [Fact]
    public void The_report_is_the_golden_one()
    {
        var text = Render(Sample(), 80, ColorSystemSupport.NoColors);
        if (Environment.GetEnvironmentVariable("THAW_UPDATE_GOLDEN") is { Length: > 0 } file)
        {
            File.WriteAllText(file, text);
        }

        Assert.Equal(File.ReadAllText(Golden), text);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(200)]
    public void Every_line_fits(int width) =>
        Assert.All(Render(Sample(), width, ColorSystemSupport.NoColors).Split('\n'), line => Assert.InRange(line.Length, 0, width));

    [Fact]
    public void Colour_adds_no_meaning()
    {
        var coloured = Render(Sample(), 80, ColorSystemSupport.TrueColor);
        Assert.Contains("\u001b[", coloured, StringComparison.Ordinal);
        var plain = System.Text.RegularExpressions.Regex.Replace(coloured, "\u001b\\[[0-9;]*m", "");
        Assert.Equal(Render(Sample(), 80, ColorSystemSupport.NoColors), plain);
    }

    [Fact]
    public void The_rest_of_the_findings_is_counted()
    {
        var text = Render(Sample(), 80, ColorSystemSupport.NoColors, top: 1);
        Assert.Contains("more, each", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recording_with_nothing_in_it_is_still_reported()
    {
        var bare = Sample().Build() with { Imports = null, Samples = null, Usage = null, Baseline = new([]) };
        var text = Render(ProfileAnalyzer.Analyze(bare, FindingThresholds.Default), 80, ColorSystemSupport.NoColors, 10);
        Assert.Contains("No process came to the end", text, StringComparison.Ordinal);
    }

    private static RecordingBuilder Sample()
    {
        var recording = new RecordingBuilder { CollectorMs = 4 }.Event("small", 9).Event("chart", 1);
        var frames = recording.Load("frames", line: 3, ms: 20);
        var core = recording.Load("frames.core", by: frames, line: 11, ms: 35);
        var io = recording.Load("frames.io", by: core, line: 7, ms: 6);
        recording.Load("tables", by: io, line: 2, ms: 18);
        recording.Load("frames.plotting", by: frames, line: 19, ms: 14);
        var store = recording.Load("own_store", line: 5, ms: 45);
        recording.Load("plots", by: store, line: 2, ms: 60);
        recording.Load("tqdm", line: 6, ms: 9);
        recording.Used("frames", "read", "small", "chart").UsedBy("frames", "frames.core", "sum", "small", "chart")
            .UsedBy("frames", "frames.io", "open", "small").Used("own_store", "get", "small").Used("plots", "draw", "chart")
            .Used("tqdm", "update", "small", "chart");
        return recording
            .Sample("init", -1, 80, 30, false, ("/srv/fn/own_store.py", "<module>", 8), ("/srv/site/plots.py", "Client.connect", 70))
            .Sample("invoke", 0, 40, 40, false, ("/srv/fn/handler.py", "handler", 9));
    }

    private static string Render(RecordingBuilder recording, int width, ColorSystemSupport colours, int top = 10) =>
        Render(ProfileAnalyzer.Analyze(recording.Build(), FindingThresholds.Default), width, colours, top);

    private static string Render(ProfileAnalysis analysis, int width, ColorSystemSupport colours, int top)
    {
        var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = colours == ColorSystemSupport.NoColors ? AnsiSupport.No : AnsiSupport.Yes,
            ColorSystem = colours,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        TerminalReport.Write(console, analysis, top);
        return writer.ToString().ReplaceLineEndings("\n");
    }
}
