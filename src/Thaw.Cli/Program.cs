using System.CommandLine;
using Thaw.Cli.Terminal;

namespace Thaw.Cli;

/// <summary>The verbs of <c>thaw</c>: each is a file of its own that parses, calls and prints.</summary>
internal static class Program
{
    /// <summary>An argument that begins with @ is the command's own: the library would read further arguments from the file that it names.</summary>
    internal static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null };

    private static Task<int> Main(string[] arguments)
    {
        RootCommand root = CreateRoot();
        ParseResult parsed = root.Parse(arguments, Parsing);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                Screen.Complain(error.Message);
            }

            Console.Error.WriteLine($"Try: {Usage(parsed)} --help");
            return Task.FromResult(ExitCodes.BadInput);
        }

        return Failures.Guard(token => parsed.InvokeAsync(
            // Signals are the guard's: the library's own handling would end the process after two seconds, cleaned up or not.
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, token));
    }

    /// <summary>All verbs; tests hold the documentation against them.</summary>
    internal static RootCommand CreateRoot() => new RootCommand(
        "Thaw measures, removes and outruns cold starts of serverless Python functions.\n" +
        "Exit codes: 0 done; 1 the answer is no; 2 bad usage or input; 3 the machine lacks something; " +
        "4 undecided; 70 a defect in Thaw.")
    {
        Doctor.DoctorCommand.Create(),
        Clean.CleanCommand.Create(),
        Profile.ProfileCommand.Create(),
        Profile.AnalyzeCommand.Create(),
        Budget.BudgetCommand.Create(),
        Diff.DiffCommand.Create(),
        Optimize.OptimizeCommand.Create(),
        Demo.DemoCommand.Create(),
        Lab.LabCommand.Create(),
        Serve.ServeCommand.Create(),
        Serve.DeployCommand.Create(),
        Serve.InvokeCommand.Create(),
        Serve.FunctionsCommand.Create(),
        Serve.LogsCommand.Create(),
        Bench.BenchCommand.Create(),
        Images.ImagesCommand.Create(),
        Snapshots.SnapshotsCommand.Create(),
        Pager.PagerCommand.Create(),
    }.WithExamplesInHelp();

    private static string Usage(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand ? "thaw" : "thaw " + parsed.CommandResult.Command.Name;
}
