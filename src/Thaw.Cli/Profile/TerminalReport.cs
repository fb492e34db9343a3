using Spectre.Console;
using Thaw.Profiling.Analysis;

namespace Thaw.Cli.Profile;

/// <summary>The report of <c>thaw profile</c> for people: phases, findings, the tree of costly imports, notes.</summary>
/// <remarks>Everything that colour says is also said in words or by a different glyph, and every line fits the console's width.</remarks>
internal static class TerminalReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="console">Where to; its width counts, from 60 columns on.</param>
    /// <param name="analysis">What to show.</param>
    /// <param name="top">Most findings to show; the rest is counted.</param>
    public static void Write(IAnsiConsole console, ProfileAnalysis analysis, int top)
    {
        var text = new TerminalReportText(console, new DisplayPaths(analysis.Recording));
        Head(text, analysis);
        TerminalReportBar.Write(text, analysis);
        TerminalReportFindings.Write(text, analysis, top);
        TerminalReportTree.Write(text, analysis);
        TerminalReportChildren.Write(text, analysis);
        Measured(text, analysis);
        foreach (var note in analysis.Notes)
        {
            text.Paragraph("Note: ", note, "yellow");
        }
    }

    private static void Head(TerminalReportText text, ProfileAnalysis analysis)
    {
        var manifest = analysis.Recording.Manifest;
        var runs = $"{analysis.Baseline.Runs} cold processes";
        var state = $"byte code {manifest.Conditions.ByteCode}, page cache {manifest.Conditions.PageCache}";
        text.Line(
            ("bold", manifest.Function.Name), ("", $"  {manifest.Function.Target}"),
            ("dim", $"  Python {manifest.Python.Version}"));
        text.Line(("dim", $"{runs}, {state}"));
        text.Blank();
    }

    /// <summary>How far the passes can be trusted, in one paragraph.</summary>
    private static void Measured(TerminalReportText text, ProfileAnalysis analysis)
    {
        List<string> said = [];
        if (analysis.Imports is { } imports)
        {
            var sum = imports.DifferencePercent is { } difference ? $" ({difference:+0.0;-0.0;0.0} % against the baseline)" : "";
            said.Add($"Imports: {imports.Modules} modules, {TerminalReportText.Ms(imports.SelfMs)} ms own time, "
                + $"{TerminalReportText.Ms(imports.LinkMs)} linking, {TerminalReportText.Ms(imports.CollectorMs)} collector{sum}; "
                + $"the tracer's {TerminalReportText.Ms(imports.TracerMs)} ms are taken out.");
        }

        said.AddRange(analysis.Samples.Select(phase =>
            $"Samples of {phase.Phase}: {phase.AchievedPerSecond:F0} of {phase.AskedPerSecond:F0} a second, "
            + $"longest gap {TerminalReportText.Ms(phase.LongestGapMs)} ms."));
        if (said.Count > 0)
        {
            text.Blank();
            text.Paragraph("", string.Join(" ", said), "dim");
        }
    }
}
