using System.CommandLine;
using Thaw.Cli.Diff;
using Thaw.Cli.Profile;
using Thaw.Cli.Terminal;
using Thaw.Functions;
using Thaw.Optimizing;
using Thaw.Optimizing.InPlace;
using Thaw.Optimizing.Pipeline;
using Thaw.Optimizing.Reports;
using Thaw.Optimizing.Reports.Html;

namespace Thaw.Cli.Optimize;

/// <summary><c>thaw optimize</c>: make a copy of a function that starts faster, and prove that nothing else changed.</summary>
internal static class OptimizeCommand
{
    private static readonly Argument<string> Target = new("path") { Description = "A function's folder, or a .zip of one." };
    private static readonly Option<string?> Explain = new("--explain") { Description = "Only plan, and say why a statement would or would not be edited.", HelpName = "FILE:LINE" };
    private static readonly Option<bool> Diff = new("--diff") { Description = "Also print the edits as a unified diff." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON (schema thaw.optimize, version 1) instead of text." };

    public static Command Create()
    {
        var command = new Command("optimize", "Defer imports that are waste, in a copy; prove that nothing else changed; measure the gain") { Target };
        FunctionOptions.AddTo(command);
        OptimizeOptions.AddTo(command);
        foreach (var option in (Option[])[Explain, Diff, Json, ReportOptions.Html])
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, token) => Task.FromResult(Run(parsed, token)));
        return command.WithExamples(
            "thaw optimize functions/wine_quality",
            "thaw optimize functions/wine_quality --quick --html optimized.html",
            "thaw optimize my_function/ --handler app.handler --events events/ --out package/",
            "thaw optimize function.zip --keep numpy --min-saving 5 --json > optimized.json",
            "thaw optimize my_function/ --tests 'python3 -m pytest -q'",
            "thaw optimize my_function/ --target prewarmed",
            "thaw optimize my_function/ --write",
            "thaw optimize my_function/ --undo",
            "thaw optimize functions/wine_quality --explain handler.py:3");
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var path = parsed.GetValue(Target)!;
        OptimizeOptions.Check(parsed, Explain, Diff, Json, ReportOptions.Html);
        if (OptimizeOptions.Undoes(parsed))
        {
            return Undo(parsed, path);
        }

        if (path.EndsWith(".py", StringComparison.OrdinalIgnoreCase) && File.Exists(path))
        {
            throw new FormatException($"{path}: optimize makes deployment packages; give a function's folder or a .zip of one, not a script");
        }

        var request = OptimizeOptions.Request(parsed, path);
        return parsed.GetValue(Explain) is { } place
            ? Why(parsed, request, place, cancellation)
            : Optimize(parsed, request, cancellation);
    }

    private static int Undo(ParseResult parsed, string path)
    {
        var files = InPlaceEdits.Of(path, ThawFolders.Home).Undo();
        new DiffLines(Screen.Of(parsed.InvocationConfiguration)).Paragraph("Taken back: ", string.Join(", ", files), "");
        return ExitCodes.Done;
    }

    private static int Why(ParseResult parsed, OptimizeRequest request, string place, CancellationToken cancellation)
    {
        StatementExplainer.Parse(place);
        string answer;
        using (var progress = ProgressLines.OfOptimizing(request.Function.Path))
        {
            answer = new StatementExplainer(request, progress, cancellation).Explain(place);
        }

        new DiffLines(Screen.Of(parsed.InvocationConfiguration)).Paragraph("", answer, "");
        return ExitCodes.Done;
    }

    private static int Optimize(ParseResult parsed, OptimizeRequest request, CancellationToken cancellation)
    {
        OptimizeOutcome outcome;
        using (var progress = ProgressLines.OfOptimizing(request.Function.Path))
        {
            outcome = new FunctionOptimizer(request, progress, cancellation).Run();
        }

        var report = OptimizeReportBuilder.Build(outcome);
        if (parsed.GetValue(Json))
        {
            parsed.InvocationConfiguration.Output.Write(OptimizeReportJson.ToText(report));
        }
        else
        {
            OptimizeRenderer.Render(Screen.Of(parsed.InvocationConfiguration), report, parsed.GetValue(Diff));
        }

        if (parsed.GetValue(ReportOptions.Html) is { } page)
        {
            HtmlFile.Write(page, stream => HtmlOptimizeReport.Write(stream, report));
        }

        return outcome.Verdict == OptimizeVerdict.Improved ? ExitCodes.Done : ExitCodes.AnswerIsNo;
    }
}
