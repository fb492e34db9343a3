using System.CommandLine;
using Thaw.Functions;
using Thaw.Functions.Budgets;
using Thaw.Optimizing.Budgeting;

namespace Thaw.Cli.Budget;

/// <summary>The limits of <c>thaw budget</c>: those of the command line over those of <c>thaw.yaml</c>.</summary>
internal static class BudgetLimits
{
    private const double LongestMeasuringMs = 3_600_000;

    private static readonly Option<string?> Init = new("--init") { Description = "The longest init, such as 300ms.", HelpName = "TIME" };
    private static readonly Option<string?> Memory = new("--memory") { Description = "The highest peak memory, such as 120MB or 128MiB.", HelpName = "SIZE" };
    private static readonly Option<string?> Baseline = new("--baseline") { Description = "Compare with a baseline that --write-baseline wrote.", HelpName = "FILE" };
    private static readonly Option<string?> MaxRegression = new("--max-regression") { Description = "How much more than the baseline is let pass, such as 5% (the default).", HelpName = "PERCENT" };
    private static readonly Option<string> Measure = new("--measure-for")
    {
        Description = "How long to go on where it is hard to decide.",
        DefaultValueFactory = _ => "180s",
        HelpName = "TIME",
    };

    /// <summary>Gives a command the options.</summary>
    public static void AddTo(Command command)
    {
        foreach (Option option in (Option[])[Init, Memory, Baseline, MaxRegression, Measure])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What the command line says.</summary>
    /// <exception cref="FormatException">A limit is none; one line says what to write.</exception>
    public static FunctionBudget Of(ParseResult parsed) => new()
    {
        InitMs = parsed.GetValue(Init) is { } init ? BudgetText.Ms("--init", init) : null,
        MemoryBytes = parsed.GetValue(Memory) is { } memory ? BudgetText.Bytes("--memory", memory) : null,
        Baseline = parsed.GetValue(Baseline) is { } file ? BaselinePath(file) : null,
        MaxRegression = parsed.GetValue(MaxRegression) is { } share ? BudgetText.Share("--max-regression", share) : null,
    };

    /// <summary>What to measure.</summary>
    /// <exception cref="FormatException">Nothing says what to hold the function against.</exception>
    public static BudgetOptions Options(ParseResult parsed, FunctionBudget limits, FunctionDefinition function)
    {
        var writes = parsed.GetValue(BudgetFiles.Baseline) is not null;
        var budget = limits.Over(function.Budget);
        // The baseline that thaw.yaml names need not be there yet when it is about to be written.
        if (writes && limits.Baseline is null && budget.Baseline is { } file && !File.Exists(file))
        {
            budget = budget with { Baseline = null };
        }

        if (budget.IsEmpty && !writes)
        {
            throw new FormatException("budget: there is no limit; give --init, --memory or --baseline, or write budget: into thaw.yaml");
        }

        if (budget.MaxRegression is not null && budget.Baseline is null && !writes)
        {
            throw new FormatException("--max-regression: there is no baseline to compare with; give --baseline FILE");
        }

        var ms = BudgetText.Ms("--measure-for", parsed.GetValue(Measure)!);
        return ms <= LongestMeasuringMs
            ? new BudgetOptions { Budget = budget, TimeLimit = TimeSpan.FromMilliseconds(ms), MakeBaseline = writes }
            : throw new FormatException("--measure-for: more than an hour is too much; write at most 3600s");
    }

    private static string BaselinePath(string file) =>
        file.Length > 0 ? Path.GetFullPath(file) : throw new FormatException("--baseline '': give the name of a file");
}
