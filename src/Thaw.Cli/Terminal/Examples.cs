using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace Thaw.Cli.Terminal;

/// <summary>Examples of use that a command's own help ends with; the list of all commands shows only what each does.</summary>
internal static class Examples
{
    private static readonly ConditionalWeakTable<Command, string[]> ByCommand = [];

    /// <summary>Gives a command its examples, each a line that can be typed as it is.</summary>
    public static Command WithExamples(this Command command, params string[] lines)
    {
        ByCommand.Add(command, lines);
        return command;
    }

    /// <summary>Makes <c>--help</c> of every command print its examples.</summary>
    public static RootCommand WithExamplesInHelp(this RootCommand root)
    {
        foreach (HelpOption option in root.Options.OfType<HelpOption>())
        {
            option.Action = new HelpWithExamples((HelpAction)option.Action!);
        }

        return root;
    }

    /// <summary>The examples of a command; empty if it has none.</summary>
    public static string[] Of(Command command) => ByCommand.TryGetValue(command, out string[]? lines) ? lines : [];

    private sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
    {
        // Help is an answer also where an argument is missing.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            int code = help.Invoke(parseResult);
            string[] lines = Of(parseResult.CommandResult.Command);
            if (lines.Length > 0)
            {
                TextWriter output = parseResult.InvocationConfiguration.Output;
                output.WriteLine("Examples:");
                foreach (string line in lines)
                {
                    output.WriteLine("  " + line);
                }

                output.WriteLine();
            }

            return code;
        }
    }
}
