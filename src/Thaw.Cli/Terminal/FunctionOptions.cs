using System.CommandLine;
using Thaw.Functions;
using Thaw.Python.Launching;

namespace Thaw.Cli.Terminal;

/// <summary>How the commands that run a function are told how to read it, and what to run it with.</summary>
internal static class FunctionOptions
{
    private static readonly Option<string?> HandlerOption = new("--handler") { Description = "module.callable; by default from thaw.yaml, or guessed." };
    private static readonly Option<string?> EventsOption = new("--events") { Description = "A folder of events, or a file with one or more." };
    private static readonly Option<string?> PythonOption = new("--python") { Description = "An interpreter's path, or a version such as 3.13." };
    private static readonly Option<string?> RequirementsOption = new("--requirements") { Description = "A requirements file to install into a private environment." };

    /// <summary>Those that only make sense with a function, and not with a command line.</summary>
    public static IReadOnlyList<Option<string?>> OfFunctionsAlone { get; } = [HandlerOption, EventsOption, RequirementsOption];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option<string?>> All { get; } = [HandlerOption, EventsOption, PythonOption, RequirementsOption];

    /// <summary>Gives a command the options.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The interpreter that was asked for.</summary>
    public static string? Python(ParseResult parsed) => parsed.GetValue(PythonOption);

    /// <summary>What to prepare.</summary>
    public static PrepareRequest Request(ParseResult parsed, string path) => new()
    {
        Path = path,
        Load = new FunctionLoadOptions { Handler = parsed.GetValue(HandlerOption), EventsPath = parsed.GetValue(EventsOption) },
        Python = Python(parsed),
        Requirements = parsed.GetValue(RequirementsOption),
    };
}
