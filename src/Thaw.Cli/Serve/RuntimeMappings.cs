namespace Thaw.Cli.Serve;

/// <summary>Interpreters that stand for runtimes which a machine does not have by that name.</summary>
internal static class RuntimeMappings
{
    /// <summary>The file in the state folder that holds some: NAME=INTERPRETER, a line each; # starts a comment.</summary>
    public const string FileName = "runtimes";

    /// <summary>Those of the state folder, and those of the command line, which win.</summary>
    /// <param name="state">The state folder; it may be missing.</param>
    /// <param name="given">NAME=INTERPRETER each.</param>
    /// <exception cref="FormatException">One is not of that form.</exception>
    public static IReadOnlyDictionary<string, string> Read(string state, IEnumerable<string> given)
    {
        var file = Path.Combine(state, FileName);
        var lines = File.Exists(file) ? File.ReadLines(file).Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0).Select(line => (line, Where: file)) : [];
        var mapped = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (line, where) in lines.Concat(given.Select(line => (line, Where: "--runtime"))))
        {
            var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts is not [var name, { Length: > 0 } interpreter] || !name.StartsWith("python3.", StringComparison.Ordinal))
                throw new FormatException($"{where}: '{line}': write NAME=INTERPRETER, as python3.12=/usr/bin/python3.11");
            mapped[name] = interpreter;
        }
        return mapped;
    }
}
