using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;

namespace Thaw.Cli.Profile;

/// <summary>The top findings: what, how much, why it is loaded, what to do.</summary>
internal static class TerminalReportFindings
{
    private const int MostPlaces = 4;
    private const string Indent = "    ";

    /// <summary>Writes them.</summary>
    public static void Write(TerminalReportText text, ProfileAnalysis analysis, int top)
    {
        if (analysis.Findings.Count == 0)
        {
            text.Heading("Findings");
            text.Line(("", "None above the thresholds."));
            return;
        }

        text.Heading("Findings", Together(analysis));
        for (var i = 0; i < Math.Min(top, analysis.Findings.Count); i++)
        {
            if (i > 0)
            {
                text.Blank();
            }

            Write(text, i + 1, analysis.Findings[i]);
        }

        if (analysis.Findings.Count > top)
        {
            text.Blank();
            var rest = analysis.Findings.Skip(top).Max(finding => finding.PredictedSavingMs);
            text.Line(("dim", $"{analysis.Findings.Count - top} more, each {TerminalReportText.Ms(rest)} ms or less: --top {analysis.Findings.Count}"));
        }
    }

    /// <summary>The words for a pattern.</summary>
    public static string Name(string pattern) => pattern switch
    {
        Patterns.Unused => "unused",
        Patterns.Rare => "rarely used",
        Patterns.Heavy => "heavier than needed",
        Patterns.Avoidable => "avoidable",
        _ => "work at import",
    };

    private static string Together(ProfileAnalysis analysis)
    {
        var share = analysis.Baseline.Init is { Median: > 0 } init ? $" of {TerminalReportText.Ms(init.Median)} ms init" : "";
        return $"together {TerminalReportText.Ms(analysis.Together.Ms)} ms{share}, {TerminalReportText.Megabytes(analysis.Together.Bytes)} MB";
    }

    private static void Write(TerminalReportText text, int number, Finding finding)
    {
        var saving = $"-{TerminalReportText.Ms(finding.PredictedSavingMs)} ms";
        var memory = finding.PredictedSavingBytes > 0 ? $"  -{TerminalReportText.Megabytes(finding.PredictedSavingBytes)} MB" : "";
        var pattern = finding.Pattern == Patterns.Setup ? Name(finding.Pattern) : $"{finding.Pattern} {Name(finding.Pattern)}";
        var room = text.Width - Indent.Length - saving.Length - memory.Length - pattern.Length - 4;
        text.Line(
            ("dim", $"{number,2}  "), ("bold", TerminalReportText.Fit(finding.Target, room)),
            ("", "  "), (Style(finding.Pattern), pattern), ("", "  "), ("bold", saving), ("", memory));
        if (finding.Chain.Count > 0 && finding.Pattern != Patterns.Setup)
        {
            text.Paragraph($"{Indent}from ", Chain(text, finding));
        }

        text.Paragraph($"{Indent}why  ", Evidence(finding));
        text.Paragraph($"{Indent}do   ", finding.Remedy, "green");
    }

    /// <summary>The statements from the handler on; of a long chain both ends.</summary>
    private static string Chain(TerminalReportText text, Finding finding)
    {
        var places = finding.Chain.Select(text.Place).ToList();
        if (places.Count > MostPlaces)
        {
            var left = places.Count - MostPlaces + 1;
            places.RemoveRange(MostPlaces / 2, left);
            places.Insert(MostPlaces / 2, $"({left} more)");
        }

        var others = finding.AlsoImportedAt.Count;
        return string.Join(" > ", places) + (others > 0 ? $"; and {others} other {(others == 1 ? "statement" : "statements")}" : "");
    }

    private static string Evidence(Finding finding) =>
        string.Join(" ", finding.Evidence) + (finding.Confidence == "high" ? "" : " Confidence: medium.");

    private static string Style(string pattern) => pattern switch
    {
        Patterns.Unused => "red",
        Patterns.Rare => "yellow",
        Patterns.Heavy => "magenta",
        Patterns.Avoidable => "blue",
        _ => "cyan",
    };
}
