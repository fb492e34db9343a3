using System.Diagnostics;
using Thaw.Python.Environments;

namespace Thaw.Python.Tests.Environments;

/// <summary>Runs Python code in an environment; byte code stays out of it.</summary>
internal static class PythonRun
{
    /// <summary>The standard output of a program that must end well.</summary>
    public static string Output(PythonEnvironment environment, string code, string? file = null)
    {
        var start = new ProcessStartInfo(environment.Executable, ["-B", .. file is null ? ["-c", code] : new[] { file }])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment.Variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd().TrimEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output;
    }
}
