using System.CommandLine;
using Thaw.Cli.Terminal;
using Thaw.Lab;
using Thaw.Lab.Experiments;

namespace Thaw.Cli.Lab;

/// <summary><c>thaw lab</c>: lists and runs the experiments of a checkout.</summary>
internal static class LabCommand
{
    /// <summary>The command, to be added to the root.</summary>
    public static Command Create() => new("lab", "Run an experiment, or list them")
    {
        CreateRun(),
        CreateList(),
    };

    private static Command CreateRun()
    {
        var name = new Argument<string>("name") { Description = "The experiment; `thaw lab list` names them" };
        var quick = new Option<bool>("--quick") { Description = "Fewer repetitions, on the functions marked as quick" };
        var json = new Option<string?>("--json")
        {
            Description = "Also write the report (schema thaw.lab), raw samples included; - for standard output instead of the table",
            HelpName = "FILE",
        };
        var only = new Option<string[]>("--only")
        {
            Description = "Make only this measurement of it (exclusive-cost, findings, …); may be repeated",
            HelpName = "MEASURE",
            DefaultValueFactory = _ => [],
        };
        var root = RootOption();
        var command = new Command(
            "run",
            "Run an experiment and hold its figures against their targets; 1 if one of them is missed")
        {
            name, quick, only, json, root,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Guard(parsed, () => LabRun.Run(
            LabRoot.Find(parsed.GetValue(root)),
            new LabRequest(parsed.GetValue(name)!, parsed.GetValue(quick), parsed.GetValue(only) ?? [], parsed.GetValue(json)),
            parsed.InvocationConfiguration,
            cancellation))));
        return command.WithExamples(
            "thaw lab run profile --quick",
            "thaw lab run profile --only findings --only sampling",
            "thaw lab run profile --json profile-figures.json");
    }

    private static Command CreateList()
    {
        var root = RootOption();
        var command = new Command("list", "List the experiments") { root };
        command.SetAction(parsed => Guard(parsed, () =>
        {
            foreach (var experiment in ExperimentFile.ReadAll(LabRoot.Find(parsed.GetValue(root))))
                parsed.InvocationConfiguration.Output.WriteLine($"{experiment.Name,-16} {experiment.Description}");

            return ExitCodes.Done;
        }));
        return command;
    }

    private static Option<string?> RootOption() => new("--root")
    {
        Description = "The folder that holds experiments/ and functions/; by default the nearest one above",
        HelpName = "DIR",
    };

    private static int Guard(ParseResult parsed, Func<int> action)
    {
        try
        {
            return action();
        }
        catch (LabException error)
        {
            Screen.Complain(parsed.InvocationConfiguration, error.Message);
            return ExitCodes.BadInput;
        }
    }
}
