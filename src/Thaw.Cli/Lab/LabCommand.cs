using System.CommandLine;
using Thaw.Cli.Terminal;
using Thaw.Lab;
using Thaw.Lab.Experiments;

namespace Thaw.Cli.Lab;

/// <summary><c>thaw lab</c>: lists and runs the experiments of a checkout.</summary>
internal static class LabCommand
{
    private static readonly Option<string?> Root = new("--root")
    {
        Description = "The folder that holds experiments/ and functions/; by default the nearest one above",
        HelpName = "DIR",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new("lab", "Run an experiment, or list them")
    {
        CreateRun(),
        CreateList(),
    };

    private static Command CreateRun()
    {
        var name = new Argument<string>("name") { Description = "The experiment; see thaw lab list" };
        var quick = new Option<bool>("--quick") { Description = "Fewer repetitions, on the functions marked as quick" };
        var json = new Option<string?>("--json") { Description = "Also write the report, raw samples included; - for standard output", HelpName = "FILE" };
        var command = new Command("run", "Run an experiment and compare its figures with their targets") { name, quick, json, Root };
        command.SetAction((result, cancellation) => Task.Run(() => Guard(() => LabRun.Run(
            LabRoot.Find(result.GetValue(Root)), result.GetValue(name)!, result.GetValue(quick), result.GetValue(json), cancellation))));
        return command;
    }

    private static Command CreateList()
    {
        var command = new Command("list", "List the experiments") { Root };
        command.SetAction(result => Guard(() =>
        {
            foreach (var experiment in ExperimentFile.ReadAll(LabRoot.Find(result.GetValue(Root))))
                Console.Out.WriteLine($"{experiment.Name,-16} {experiment.Description}");

            return ExitCodes.Done;
        }));
        return command;
    }

    private static int Guard(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (LabException error)
        {
            Screen.Complain(error.Message);
            return ExitCodes.BadInput;
        }
    }
}
