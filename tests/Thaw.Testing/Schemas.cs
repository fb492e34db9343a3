using System.Diagnostics;

namespace Thaw.Testing;

/// <summary>Holds documents against JSON schemas, in Python, which has a library for it.</summary>
public static class Schemas
{
    private const string Program =
        """
        import json, sys, jsonschema
        schema, document = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:3])
        cls = jsonschema.validators.validator_for(schema)
        cls.check_schema(schema)
        found = [f"{list(error.absolute_path)}: {error.message}" for error in cls(schema).iter_errors(document)]
        sys.exit("\n".join(found[:10]) or 0)
        """;

    /// <summary>Fails if a document does not keep to a schema.</summary>
    /// <param name="schema">The schema, relative to the repository.</param>
    /// <param name="document">The document's path.</param>
    public static void Validate(string schema, string document)
    {
        // Debian's interpreter: it has Debian's libraries, whatever else is first on PATH.
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", Program, Repository.PathOf(schema), document]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{schema}: {errors}");
    }
}
