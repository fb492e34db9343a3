using System.Text;
using System.Text.RegularExpressions;
using Thaw.Functions;

namespace Thaw.Python.CommandLines;

/// <summary>The first line of a script, which says what runs it.</summary>
internal static partial class Shebang
{
    /// <summary>Enough for the line and, after it, the path in the form for long paths.</summary>
    private const int Most = 1024;

    /// <summary>The program that the file asks to be run by; null if it asks for none.</summary>
    /// <exception cref="FunctionException">The file is not text, or cannot be read.</exception>
    public static string? InterpreterOf(string file)
    {
        var start = Start(file);
        if (start.StartsWith("\u007fELF", StringComparison.Ordinal))
            throw new FunctionException($"{file}: is a compiled program, no Python script");
        if (!start.StartsWith("#!", StringComparison.Ordinal))
            return null;
        if (start.Contains("\nPK\u0003\u0004", StringComparison.Ordinal))
            throw new FunctionException($"{file}: is a zip application; unpack it and profile its __main__.py");
        // pip writes paths that are too long for the kernel into a shell command that Python takes for a string.
        if (LongPath().Match(start) is { Success: true } written)
            return written.Groups[1].Value;
        var words = start[2..].Split('\n')[0].Trim().Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var isEnv = words.Length > 1 && Path.GetFileName(words[0]) == "env";
        return isEnv ? words.Skip(1).FirstOrDefault(word => !word.StartsWith('-') && !word.Contains('=')) : words.FirstOrDefault();
    }

    private static string Start(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var bytes = new byte[Most];
            return Encoding.Latin1.GetString(bytes, 0, stream.ReadAtLeast(bytes, Most, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FunctionException($"{file}: cannot be read: {e.Message}", inner: e);
        }
    }

    [GeneratedRegex("""^#!/bin/sh\n'''exec' "?([^"\n]+?)"? "\$0" "\$@"\n""")]
    private static partial Regex LongPath();
}
