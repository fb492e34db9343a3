using System.Globalization;
using Thaw.Linux.Ownership;
using Thaw.Linux.Processes;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Verification.Testing;

/// <summary>Runs a function's own tests in a copy of its folder: tests leave files behind.</summary>
internal static class TestRun
{
    /// <summary>Runs the command.</summary>
    /// <returns>The exit code, 128 + the signal that ended it, or null if it took too long; and the last line that it wrote.</returns>
    public static (int? ExitCode, string LastLine) Of(PreparedFunction function, VerifyOptions options, CancellationToken cancellation)
    {
        using OwnershipLedger ledger = OwnershipLedger.Open(StateFolder.Default);
        using OwnedFolder folder = ledger.CreateOwnedFolder("tests");
        string copy = Path.Combine(folder.Path, Path.GetFileName(function.Function.Root));
        Copy(function.Function.Root, copy);
        string output = Path.Combine(folder.Path, "output");
        using ChildProcess child = ledger.Spawn(new SpawnRequest("/bin/sh", ["-c", options.TestCommand!], Variables(function, copy))
        {
            WorkingDirectory = copy,
            StandardOutputPath = output,
            StandardErrorPath = output,
        });
        try
        {
            ChildExit exit = child.WaitForExit(options.TestLimit, cancellation);
            return (exit.ExitCode ?? 128 + exit.Signal, LastLine(output));
        }
        catch (TimeoutException)
        {
            return (null, LastLine(output));
        }
        finally
        {
            child.KillGroup();
        }
    }

    /// <summary>The user's own environment, so that their test runner is found; then the function's interpreter first.</summary>
    private static Dictionary<string, string> Variables(PreparedFunction function, string folder)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry item in System.Environment.GetEnvironmentVariables())
        {
            variables[(string)item.Key] = (string?)item.Value ?? "";
        }

        foreach ((string name, string value) in function.Environment.Variables.Concat(function.Function.Environment))
        {
            variables[name] = value;
        }

        variables["PATH"] = Path.GetDirectoryName(function.Environment.Executable) + ":" + variables.GetValueOrDefault("PATH");
        variables["PYTHONPATH"] = folder + (variables.GetValueOrDefault("PYTHONPATH") is { Length: > 0 } more ? ":" + more : "");
        return variables;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string entry in Directory.EnumerateFileSystemEntries(from))
        {
            string target = Path.Combine(to, Path.GetFileName(entry));
            if (new FileInfo(entry).LinkTarget is { } link)
            {
                File.CreateSymbolicLink(target, Path.GetFullPath(link, from));
            }
            else if (Directory.Exists(entry))
            {
                Copy(entry, target);
            }
            else
            {
                File.Copy(entry, target);
            }
        }
    }

    private static string LastLine(string file) => File.Exists(file)
        ? File.ReadLines(file).LastOrDefault(line => line.Trim().Length > 0) ?? ""
        : "";

    /// <summary>For a sentence.</summary>
    public static string TextOf((int? ExitCode, string LastLine) run) =>
        (run.ExitCode is { } code ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}") : "no end in time")
        + (run.LastLine.Length > 0 ? $" ({OneLine.Of(run.LastLine)})" : "");
}
