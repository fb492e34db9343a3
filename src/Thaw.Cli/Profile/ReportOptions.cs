using System.CommandLine;
using System.CommandLine.Parsing;
using Thaw.Cli.Terminal;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Profiling.Reports;
using Thaw.Profiling.Reports.Html;

namespace Thaw.Cli.Profile;

/// <summary>The options that <c>profile</c> and <c>analyze</c> share, and the printing of a report.</summary>
internal static class ReportOptions
{
    public static Option<bool> Json { get; } = new("--json") { Description = "Print JSON (schema thaw.profile, version 1) instead of text." };

    public static Option<string?> Html { get; } = new("--html") { Description = "Also write a page to look at and share: one HTML file that works offline.", Validators = { FolderExists } };

    public static Option<int> Top { get; } = new("--top") { Description = "Findings to show.", DefaultValueFactory = _ => 10 };

    public static Option<string[]> Threshold { get; } = new("--threshold")
    {
        Description = "Set a threshold of the findings: name=value; may be repeated. docs/profile.md lists them.",
        DefaultValueFactory = _ => [],
    };

    public static void Range(OptionResult result, int least, int most)
    {
        if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out int value) || value < least || value > most))
        {
            result.AddError($"{result.Option.Name} must be a whole number from {least} to {most}, not '{result.Tokens[0].Value}'");
        }
    }

    // Before anything is recorded: a page that can't be written is no reason to lose a minute.
    private static void FolderExists(OptionResult result)
    {
        var file = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (file.Length == 0 || Directory.Exists(file) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
        {
            result.AddError($"--html: '{file}' is no file that can be written; name a file in a folder that exists");
        }
    }

    public static FindingThresholds Thresholds(ParseResult parsed) => FindingThresholds.Parse(parsed.GetValue(Threshold) ?? []);

    /// <summary>Analyses a recording, prints the report, and writes the files that were asked for.</summary>
    public static int Print(ParseResult parsed, string folder, FindingThresholds thresholds)
    {
        Recording recording = RecordingStore.Read(folder);
        ProfileAnalysis analysis = ProfileAnalyzer.Analyze(recording, thresholds);
        if (parsed.GetValue(Html) is { } page)
        {
            HtmlFile.Write(page, stream => HtmlReport.Write(stream, analysis));
        }

        if (parsed.GetValue(Json))
        {
            ProfileJson.Write(Console.Out, analysis);
        }
        else
        {
            TerminalReport.Write(Screen.Output, analysis, parsed.GetValue(Top));
        }

        ExportOptions.Write(parsed, folder, analysis);
        return recording.Baseline.Runs.Any(run => run.Outcome.Kind == "ok") ? ExitCodes.Done : ExitCodes.AnswerIsNo;
    }
}
