using System.Diagnostics;
using Thaw.Testing;

namespace Thaw.Conventions.Tests.Sources;

/// <summary>Runs a program in the repository's root and takes all that it prints.</summary>
internal static class Commands
{
    /// <summary>Waits for the end; the program reads an empty standard input.</summary>
    public static CommandResult Run(string program, IEnumerable<string> arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Repository.Root,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.Start();
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CommandResult(process.ExitCode, output, error.Result);
    }
}

/// <summary>What a program left: its exit code and both outputs.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error);
