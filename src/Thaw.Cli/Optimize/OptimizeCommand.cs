using System.CommandLine;
using System.CommandLine.Parsing;
using Thaw.Cli.Diff;
using Thaw.Cli.Terminal;
using Thaw.Functions;
using Thaw.Optimizing;
using Thaw.Optimizing.Pipeline;
using Thaw.Optimizing.Planning;
using Thaw.Optimizing.Reports;
using Thaw.Optimizing.Rewriting;
using Thaw.Python.Launching;

namespace Thaw.Cli.Optimize;

/// <summary><c>thaw optimize</c>: make a copy of a function that starts faster, and prove that nothing else changed.</summary>
internal static class OptimizeCommand
{
    private static readonly Argument<string> Target = new("path") { Description = "A function's folder, or a .zip of one." };
    private static readonly Option<string?> Handler = new("--handler") { Description = "module.callable; by default from thaw.yaml, or guessed." };
    private static readonly Option<string?> Events = new("--events") { Description = "A folder of events, or a file with one or more." };
    private static readonly Option<string?> Python = new("--python") { Description = "An interpreter's path, or a version such as 3.13." };
    private static readonly Option<string?> Requirements = new("--requirements") { Description = "A requirements file to install into a private environment." };
    private static readonly Option<string?> Recording = new("--profile") { Description = "Plan from a recording of `thaw profile` instead of making one.", HelpName = "RECORDING" };
    private static readonly Option<string?> Out = new("--out") { Description = "The package's folder; by default NAME-optimized in the current one.", HelpName = "DIR" };
    private static readonly Option<string> Style = new("--style")
    {
        Description = "How imports are deferred: auto, local, pep562 or pep810.",
        DefaultValueFactory = _ => "auto",
    };

    private static readonly Option<string[]> Keep = new("--keep") { Description = "A library to leave as it is; may be repeated.", HelpName = "LIB", DefaultValueFactory = _ => [] };
    private static readonly Option<double?> MinSaving = new("--min-saving") { Description = "The least that an edit has to save, ms.", HelpName = "MS" };
    private static readonly Option<string?> Tests = new("--tests") { Description = "A shell command that runs the function's own tests, also on the result.", HelpName = "CMD" };
    private static readonly Option<string?> Explain = new("--explain") { Description = "Only plan, and say why a statement would or would not be edited.", HelpName = "FILE:LINE" };
    private static readonly Option<bool> Quick = new("--quick") { Description = "Fewer processes: faster, and less certain figures." };
    private static readonly Option<bool> Diff = new("--diff") { Description = "Also print the edits as a unified diff." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON (schema thaw.optimize, version 1) instead of text." };

    public static Command Create()
    {
        var command = new Command("optimize", "Defer imports that are waste, in a copy; prove that nothing else changed; measure the gain")
        {
            Target, Handler, Events, Python, Requirements, Recording, Out, Style, Keep, MinSaving, Tests, Explain, Quick, Diff, Json,
        };
        Style.AcceptOnlyFromAmong("auto", "local", "pep562", "pep810");
        MinSaving.Validators.Add(NotNegative);
        command.SetAction((parsed, token) => Task.FromResult(Run(parsed, token)));
        return command.WithExamples(
            "thaw optimize functions/wine_quality",
            "thaw optimize my_function/ --handler app.handler --events events/ --out package/",
            "thaw optimize function.zip --keep numpy --min-saving 5 --quick",
            "thaw optimize my_function/ --tests 'python3 -m pytest -q'",
            "thaw optimize functions/wine_quality --explain handler.py:3");
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var request = Request(parsed);
        using var progress = new OptimizeProgressLine(Screen.Error, request.Function.Path);
        if (parsed.GetValue(Explain) is { } place)
        {
            StatementExplainer.Parse(place);
            var answer = new StatementExplainer(request, progress, cancellation).Explain(place);
            progress.Dispose();
            new DiffLines(Screen.Of(parsed.InvocationConfiguration)).Paragraph("", answer, "");
            return ExitCodes.Done;
        }

        var outcome = new FunctionOptimizer(request, progress, cancellation).Run();
        progress.Dispose();
        Print(parsed, OptimizeReportBuilder.Build(outcome));
        return outcome.Verdict == OptimizeVerdict.Improved ? ExitCodes.Done : ExitCodes.AnswerIsNo;
    }

    private static void Print(ParseResult parsed, OptimizeReport report)
    {
        if (parsed.GetValue(Json))
        {
            parsed.InvocationConfiguration.Output.Write(OptimizeReportJson.ToText(report));
        }
        else
        {
            OptimizeRenderer.Render(Screen.Of(parsed.InvocationConfiguration), report, parsed.GetValue(Diff));
        }
    }

    private static OptimizeRequest Request(ParseResult parsed)
    {
        var path = parsed.GetValue(Target)!;
        if (path.EndsWith(".py", StringComparison.OrdinalIgnoreCase) && File.Exists(path))
        {
            throw new FormatException($"{path}: optimize makes deployment packages; give a function's folder or a .zip of one, not a script");
        }

        return new OptimizeRequest
        {
            Function = new PrepareRequest
            {
                Path = path,
                Load = new FunctionLoadOptions { Handler = parsed.GetValue(Handler), EventsPath = parsed.GetValue(Events) },
                Python = parsed.GetValue(Python),
                Requirements = parsed.GetValue(Requirements),
            },
            CacheFolder = ThawFolders.Cache,
            OutFolder = parsed.GetValue(Out) ?? Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) + "-optimized",
            Recording = parsed.GetValue(Recording),
            Plan = new PlanOptions { Keep = parsed.GetValue(Keep)!, MinSavingMs = parsed.GetValue(MinSaving) },
            Style = Enum.Parse<EditStyle>(parsed.GetValue(Style)!, ignoreCase: true),
            TestCommand = parsed.GetValue(Tests),
            Quick = parsed.GetValue(Quick),
        };
    }

    private static void NotNegative(OptionResult result)
    {
        if (result.Tokens.Count > 0 && (!double.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var ms) || ms is < 0 or double.NaN))
        {
            result.AddError($"{result.Option.Name} must be a time in ms, 0 or more, not '{result.Tokens[0].Value}'");
        }
    }
}
