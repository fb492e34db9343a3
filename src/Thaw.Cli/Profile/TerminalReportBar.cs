using Thaw.Profiling.Analysis;
using Thaw.Profiling.Statistics;

namespace Thaw.Cli.Profile;

/// <summary>The cold start as a bar of phases, with memory below.</summary>
internal static class TerminalReportBar
{
    private const string LegendGap = "   ";

    private sealed record Phase(string Name, double Ms, char Glyph, string Style);

    /// <summary>Writes bar, legend and memory.</summary>
    public static void Write(TerminalReportText text, ProfileAnalysis analysis)
    {
        if (analysis.Baseline.ColdStart is not { } coldStart)
        {
            text.Line(("red", "No process came to the end of its first invocation."));
            return;
        }

        text.Line(
            ("bold", $"Cold start {TerminalReportText.Ms(coldStart.Median)} ms"),
            ("dim", $"  {TerminalReportText.Ms(coldStart.Low)} to {TerminalReportText.Ms(coldStart.High)}"
                + (coldStart.HasInterval ? " (95 % interval of the median)" : " (lowest to highest)")));
        var phases = Phases(analysis);
        text.Line([.. Bar(phases, text.Width)]);
        Legend(text, phases);
        Memory(text, analysis.Baseline);
    }

    private static Phase[] Phases(ProfileAnalysis analysis) =>
    [
        .. ColdStartPhases.Of(analysis).Select(phase => phase.Kind switch
        {
            ColdStartPhaseKind.Interpreter => new Phase("interpreter", phase.Ms, '▒', "grey"),
            ColdStartPhaseKind.Libraries => new Phase("libraries", phase.Ms, '█', "red"),
            ColdStartPhaseKind.Own => new Phase("own import", phase.Ms, '▓', "yellow"),
            _ => new Phase(analysis.Recording.Manifest.Function.Kind == "handler" ? "first event" : "run", phase.Ms, '░', "green"),
        }),
    ];

    /// <summary>Every phase gets at least one column; the longest gives what rounding lacks or leaves.</summary>
    private static IEnumerable<(string Style, string Text)> Bar(Phase[] phases, int width)
    {
        var whole = phases.Sum(phase => phase.Ms);
        var columns = phases.Select(phase => Math.Max(1, (int)Math.Round(width * phase.Ms / whole))).ToArray();
        var longest = Array.IndexOf(columns, columns.Max());
        columns[longest] += width - columns.Sum();
        return phases.Select((phase, i) => (phase.Style, new string(phase.Glyph, columns[i])));
    }

    private static void Legend(TerminalReportText text, Phase[] phases)
    {
        var line = new List<(string, string)>();
        var used = 0;
        foreach (var phase in phases)
        {
            var unit = phase == phases[^1] ? " ms" : LegendGap;
            var label = $" {phase.Name} {TerminalReportText.Ms(phase.Ms)}{unit}";
            if (used + 1 + label.TrimEnd().Length > text.Width)
            {
                text.Line([.. line]);
                line.Clear();
                used = 0;
            }

            line.Add((phase.Style, phase.Glyph.ToString()));
            line.Add(("", label));
            used += 1 + label.Length;
        }

        text.Line([.. line]);
    }

    private static void Memory(TerminalReportText text, BaselineFacts baseline)
    {
        List<string> said = [];
        Add("peak", baseline.PeakRss);
        Add("after init", baseline.InitRss);
        Add("proportional", baseline.Pss);
        if (baseline.LaterInvocations is { } later)
        {
            text.Line(("dim", "Later invocations "), ("", $"{TerminalReportText.Ms(later.Median)} ms"));
        }

        if (said.Count > 0)
        {
            text.Line(("dim", "Memory "), ("", string.Join(", ", said)));
        }

        void Add(string what, Spread? bytes)
        {
            if (bytes is not null)
            {
                said.Add($"{what} {TerminalReportText.Megabytes(bytes.Median)} MB");
            }
        }
    }
}
