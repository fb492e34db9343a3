using System.CommandLine;
using Thaw.Cli.Terminal;
using Thaw.Functions;
using Thaw.Optimizing.Budgeting;
using Thaw.Optimizing.Budgeting.Baselines;
using Thaw.Optimizing.Budgeting.Reports;
using Thaw.Python.Launching;

namespace Thaw.Cli.Budget;

/// <summary><c>thaw budget</c>: hold a function's cold start against a budget, soundly also on a noisy machine.</summary>
internal static class BudgetCommand
{
    private static readonly Argument<string> Target = new("path")
    {
        Description = "A function's folder, a .zip of one, or a script (.py); by default this folder.",
        DefaultValueFactory = _ => ".",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON (schema thaw.budget, version 1) instead of text." };

    public static Command Create()
    {
        var command = new Command("budget", "Hold a function's cold start against a budget; exit code 0 within, 1 missed, 4 undecided")
        {
            Target,
        };
        FunctionOptions.AddTo(command);
        BudgetLimits.AddTo(command);
        command.Options.Add(Json);
        BudgetFiles.AddTo(command);
        command.SetAction((parsed, token) => Task.FromResult(Run(parsed, token)));
        return command.WithExamples(
            "thaw budget functions/markdown --init 300ms --memory 120MB",
            "thaw budget functions/markdown --write-baseline baseline.json",
            "thaw budget functions/markdown --baseline baseline.json --max-regression 5%",
            "thaw budget --markdown summary.md --sarif budget.sarif   # limits from thaw.yaml");
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var limits = BudgetLimits.Of(parsed);
        BudgetFiles.Check(parsed);
        using var prepared = PreparedFunction.Prepare(FunctionOptions.Request(parsed, parsed.GetValue(Target)!), ThawFolders.Cache);
        var options = BudgetLimits.Options(parsed, limits, prepared.Function);
        var outcome = Measure(prepared, options, cancellation);
        if (outcome.Baseline is { } baseline)
        {
            BaselineFile.Write(parsed.GetValue(BudgetFiles.Baseline)!, baseline);
        }

        if (parsed.GetValue(Json))
        {
            parsed.InvocationConfiguration.Output.Write(BudgetJson.ToText(outcome.Report));
        }
        else
        {
            BudgetRenderer.Render(Screen.Of(parsed.InvocationConfiguration), outcome.Report);
        }

        BudgetFiles.Write(parsed, outcome.Report);
        return outcome.Report.Verdict switch
        {
            BudgetVerdict.Within => ExitCodes.Done,
            BudgetVerdict.Missed => ExitCodes.AnswerIsNo,
            _ => ExitCodes.Undecided,
        };
    }

    private static BudgetOutcome Measure(PreparedFunction prepared, BudgetOptions options, CancellationToken cancellation)
    {
        using var progress = ProgressLines.OfBudget(prepared.Function.Name);
        return new BudgetRunner(prepared, options, progress, cancellation).Run();
    }
}
