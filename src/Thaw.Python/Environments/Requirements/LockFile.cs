using System.Text.RegularExpressions;
using Thaw.Functions;
using Thaw.Python.Interpreters;

namespace Thaw.Python.Environments.Requirements;

/// <summary>Files in which a tool wrote down every version and hash: <c>pylock.toml</c> (PEP 751) and <c>uv.lock</c>.</summary>
/// <remarks>
/// pip reads neither before its version 26, and uv need not be there. An interpreter with pip does: it has parsers for what these files
/// are made of, TOML, versions and markers.
/// </remarks>
internal static partial class LockFile
{
    /// <summary>What uv writes beside a project's <c>pyproject.toml</c>.</summary>
    public const string Uv = "uv.lock";

    private const string Script = "Thaw.Python.Environments.Requirements.locked.py";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Whether a file is one, by its name.</summary>
    public static bool Is(string file) => Path.GetFileName(file) is var name && (name == Uv || PylockName().IsMatch(name));

    /// <summary>What it wants on an interpreter, as a requirements file with hashes.</summary>
    /// <param name="interpreter">One that has pip.</param>
    /// <param name="file">Its absolute path.</param>
    /// <exception cref="FunctionException">It cannot be read, is for another Python, or wants what no index has.</exception>
    /// <returns>Null when the interpreter has no pip.</returns>
    public static string? AsRequirements(Interpreter interpreter, string file)
    {
        using var reader = new StreamReader(typeof(LockFile).Assembly.GetManifestResourceStream(Script)!);
        var done = ProcessRunner.Run(interpreter.Executable, ["-c", reader.ReadToEnd(), file], Limit);
        if (done.TimedOut)
            throw new FunctionException($"{file}: is not read within {Limit.TotalMinutes} minute; is it as large as it should be?");
        if (done.ExitCode == 0)
            return done.Output;
        if (done.Errors.Contains("No module named 'pip", StringComparison.Ordinal))
            return null;
        throw new FunctionException($"{file}: {done.LastErrorLine ?? $"exit code {done.ExitCode}"}");
    }

    // PEP 751, "File name".
    [GeneratedRegex(@"^pylock(\.[^.]+)?\.toml$")]
    private static partial Regex PylockName();
}
