using System.Text.RegularExpressions;
using Thaw.Functions;
using Thaw.Python.Interpreters;

namespace Thaw.Python.CommandLines;

/// <summary>A command line that starts Python: <c>python3 tool.py …</c>, <c>python3 -m tool …</c>, <c>tool.py …</c>, or an installed command.</summary>
/// <param name="Python">The interpreter's path; null where the command line leaves it open.</param>
/// <param name="Script">The script's path; null for a module.</param>
/// <param name="Module">The module's name; null for a script.</param>
/// <param name="Arguments">What follows either.</param>
public sealed partial record PythonCommandLine(string? Python, string? Script, string? Module, IReadOnlyList<string> Arguments)
{
    /// <summary>Options of the interpreter that change nothing that Thaw does not set itself: buffering, banner, byte code, PYTHON variables.</summary>
    private static readonly string[] Harmless = ["-u", "-q", "-B", "-E"];

    /// <summary>Reads a command line; nothing of it is run.</summary>
    /// <param name="words">The command and its arguments, as a shell would hand them over.</param>
    /// <exception cref="FunctionException">It starts no Python, or something that cannot be profiled; one line says why.</exception>
    public static PythonCommandLine Parse(IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (words.Count == 0)
            throw new FunctionException("there is no command after --; give one such as: python3 tool.py");
        var file = InterpreterPlaces.Resolve(words[0])
            ?? throw new FunctionException($"{words[0]}: no such command; give a Python script, an installed command, or python3 and what it runs");
        string[] rest = [.. words.Skip(1)];
        return IsPython(file) || IsPython(words[0]) ? OfInterpreter(file, rest) : OfFile(file, rest);
    }

    /// <summary>The program as a function that runs from <paramref name="workingFolder"/>.</summary>
    /// <exception cref="FunctionException">The script cannot be read, or the module has no valid name.</exception>
    public FunctionDefinition ToFunction(string workingFolder) => FunctionLoader.LoadProgram(Script, Module, Arguments, workingFolder);

    private static PythonCommandLine OfInterpreter(string python, string[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (Harmless.Contains(words[i]))
                continue;
            if (words[i] == "-m" && i + 1 < words.Length)
                return new PythonCommandLine(python, null, words[i + 1], words[(i + 2)..]);
            if (words[i].StartsWith("-m", StringComparison.Ordinal) && words[i].Length > 2)
                return new PythonCommandLine(python, null, words[i][2..], words[(i + 1)..]);
            if (words[i] == "-" || words[i].StartsWith("-c", StringComparison.Ordinal))
                throw new FunctionException($"{words[i]}: a program that is no file cannot be profiled; write it into one");
            if (words[i].StartsWith('-'))
                throw new FunctionException($"{words[i]}: this option of the interpreter cannot be passed on; leave it out");
            if (!File.Exists(words[i]))
                throw new FunctionException($"{words[i]}: no such script");
            return new PythonCommandLine(python, Path.GetFullPath(words[i]), null, words[(i + 1)..]);
        }

        throw new FunctionException("the interpreter alone runs nothing; give a script, or -m and a module");
    }

    private static PythonCommandLine OfFile(string file, string[] arguments)
    {
        var python = Shebang.InterpreterOf(file);
        if (python is null && !file.EndsWith(".py", StringComparison.OrdinalIgnoreCase))
            throw new FunctionException($"{file}: is no Python script (its first line names no interpreter); put python3 before it if it is one");
        return python is null || IsPython(python)
            ? new PythonCommandLine(python, file, null, arguments)
            : throw new FunctionException($"{file}: is run by {python}, not by Python; name the Python program that it starts");
    }

    private static bool IsPython(string path) => PythonName().IsMatch(Path.GetFileName(path));

    [GeneratedRegex(@"^(?:python|pypy)[\d.]*$")]
    private static partial Regex PythonName();
}
