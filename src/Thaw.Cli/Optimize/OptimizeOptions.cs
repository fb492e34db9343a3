using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Thaw.Cli.Terminal;
using Thaw.Functions;
using Thaw.Optimizing.InPlace;
using Thaw.Optimizing.Pipeline;
using Thaw.Optimizing.Planning;
using Thaw.Optimizing.Rewriting;

namespace Thaw.Cli.Optimize;

/// <summary>What <c>thaw optimize</c> can be told about planning, and about where the result goes.</summary>
internal static class OptimizeOptions
{
    private static readonly Option<string?> Recording = new("--profile") { Description = "Plan from a recording of `thaw profile` instead of making one.", HelpName = "RECORDING" };
    private static readonly Option<string?> Out = new("--out") { Description = "The package's folder; by default NAME-optimized in the current one.", HelpName = "DIR" };
    private static readonly Option<bool> InPlace = new("--write") { Description = "Edit the function's own code where it is, in a clean git tree, instead of making a package." };
    private static readonly Option<bool> Undo = new("--undo") { Description = "Take back what the last --write did, and nothing else." };
    private static readonly Option<string> Style = new("--style")
    {
        Description = "How imports are deferred: auto, local, pep562 or pep810.",
        DefaultValueFactory = _ => "auto",
    };

    private static readonly Option<string> Target = new("--target")
    {
        Description = "What instances are started from: cold, nothing; prewarmed, an image or snapshot in which imports are paid for.",
        DefaultValueFactory = _ => "cold",
    };

    private static readonly Option<string[]> Keep = new("--keep") { Description = "A library to leave as it is; may be repeated.", HelpName = "LIB", DefaultValueFactory = _ => [] };
    private static readonly Option<double?> MinSaving = new("--min-saving") { Description = "The least that an edit has to save, ms.", HelpName = "MS" };
    private static readonly Option<string?> Tests = new("--tests") { Description = "A shell command that runs the function's own tests, also on the result.", HelpName = "CMD" };
    private static readonly Option<bool> Quick = new("--quick") { Description = "Fewer processes: faster, and less certain figures." };

    /// <summary>Gives a command the options.</summary>
    public static void AddTo(Command command)
    {
        Style.AcceptOnlyFromAmong("auto", "local", "pep562", "pep810");
        Target.AcceptOnlyFromAmong("cold", "prewarmed");
        MinSaving.Validators.Add(NotNegative);
        foreach (var option in (Option[])[Recording, Out, InPlace, Undo, Target, Style, Keep, MinSaving, Tests, Quick])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>True if edits are to be taken back.</summary>
    public static bool Undoes(ParseResult parsed) => parsed.GetValue(Undo);

    /// <summary>Throws where options exclude each other.</summary>
    /// <exception cref="FormatException">One line that says which.</exception>
    public static void Check(ParseResult parsed, params Option[] others)
    {
        if (Undoes(parsed) && ((Option[])[InPlace, Out, Recording, Tests, .. others]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } unused)
        {
            throw new FormatException($"--undo and {unused.Name} exclude each other; --undo only takes back what --write did");
        }

        if (parsed.GetValue(InPlace) && parsed.GetResult(Out) is { Implicit: false })
        {
            throw new FormatException("--write and --out exclude each other: --write makes no package");
        }
    }

    /// <summary>What to optimise, and how.</summary>
    /// <exception cref="FunctionException">It is to be edited in place and can't be.</exception>
    public static OptimizeRequest Request(ParseResult parsed, string path)
    {
        var request = new OptimizeRequest
        {
            Function = FunctionOptions.Request(parsed, path),
            CacheFolder = ThawFolders.Cache,
            OutFolder = parsed.GetValue(Out) ?? Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) + "-optimized",
            Recording = parsed.GetValue(Recording),
            Plan = new PlanOptions { Target = Enum.Parse<OptimizeTarget>(parsed.GetValue(Target)!, ignoreCase: true), Keep = parsed.GetValue(Keep)!, MinSavingMs = parsed.GetValue(MinSaving) },
            Style = Enum.Parse<EditStyle>(parsed.GetValue(Style)!, ignoreCase: true),
            TestCommand = parsed.GetValue(Tests),
            Quick = parsed.GetValue(Quick),
        };
        return parsed.GetValue(InPlace) ? InPlaceEdits.Of(path, ThawFolders.Home).Plan(request) : request;
    }

    private static void NotNegative(OptionResult result)
    {
        if (result.Tokens.Count > 0 && (!double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var ms) || ms is < 0 or double.NaN))
        {
            result.AddError($"{result.Option.Name} must be a time in ms, 0 or more, not '{result.Tokens[0].Value}'");
        }
    }
}
