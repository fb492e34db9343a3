using System.CommandLine;

namespace Thaw.Cli.Tests;

/// <summary>One command run inside the test's process, with its exit code and what it wrote.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    public static CommandRun Of(Command command, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = command.Parse(arguments).Invoke(new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
        });
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }
}
