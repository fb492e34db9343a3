using System.CommandLine;
using System.CommandLine.Parsing;
using Thaw.Python.CommandLines;

namespace Thaw.Cli.Profile;

/// <summary>Tells <c>thaw profile PATH -- ARGUMENTS</c> from <c>thaw profile -- COMMAND</c>.</summary>
internal static class ProfileTarget
{
    /// <summary>The command line after <c>--</c>; null where a path stands before it.</summary>
    public static PythonCommandLine? Of(ParseResult parsed, Argument<string> path, Argument<string[]> words)
    {
        var first = parsed.GetResult(path)!.Tokens[0];
        var isAfterDashes = parsed.Tokens.TakeWhile(token => !ReferenceEquals(token, first)).Any(token => token.Type == TokenType.DoubleDash);
        return isAfterDashes ? PythonCommandLine.Parse([first.Value, .. parsed.GetValue(words) ?? []]) : null;
    }
}
