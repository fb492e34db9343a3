using System.CommandLine;
using Thaw.Cli.Terminal;

namespace Thaw.Cli.Profile;

/// <summary><c>thaw analyze</c>: the report of a recording, without running anything.</summary>
internal static class AnalyzeCommand
{
    private static readonly Argument<string> Folder = new("recording") { Description = "A folder that `thaw profile` wrote." };

    public static Command Create()
    {
        var command = new Command(
            "analyze",
            "Print the report of a recording again, with other thresholds if need be; nothing is run")
        {
            Folder, ReportOptions.Threshold, ReportOptions.Top, ReportOptions.Json, ReportOptions.Html,
        };
        ExportOptions.AddTo(command);
        command.SetAction(Run);
        return command.WithExamples(
            "thaw analyze recording/",
            "thaw analyze recording/ --threshold rareEventShare=0.1 --json",
            "thaw analyze recording/ --sarif findings.sarif --speedscope stacks.json");
    }

    private static int Run(ParseResult parsed)
    {
        ExportOptions.Check(parsed);
        return ReportOptions.Print(parsed, parsed.GetValue(Folder)!, ReportOptions.Thresholds(parsed));
    }
}
