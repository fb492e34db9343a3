using System.Diagnostics;

namespace Thaw.Profiling.Tests.Exports;

/// <summary>Checks that are written in Python, because the library that knows a format is.</summary>
internal static class PythonScript
{
    /// <summary>Debian's interpreter: it has Debian's libraries, whatever else is first on PATH.</summary>
    public const string Executable = "/usr/bin/python3";

    /// <summary>Runs a program that complains by failing; answers what it printed.</summary>
    public static string Run(string program, params string[] arguments) => RunWith(Executable, "/", ["-c", program, .. arguments]).Output;

    /// <summary>Runs an interpreter to its end.</summary>
    public static (string Output, string Errors) RunWith(string executable, string folder, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("PYTHON", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return (output, errors.Result);
    }

    /// <summary>Holds a JSON document against a JSON schema.</summary>
    public static void Validate(string schemaFile, string documentFile) => Run(
        """
        import json, sys, jsonschema
        schema, document = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:3])
        cls = jsonschema.validators.validator_for(schema)
        cls.check_schema(schema)
        found = [f"{list(error.absolute_path)}: {error.message}" for error in cls(schema).iter_errors(document)]
        sys.exit("\n".join(found[:10]) or 0)
        """,
        schemaFile, documentFile);
}
