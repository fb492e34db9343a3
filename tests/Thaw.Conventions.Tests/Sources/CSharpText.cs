using System.Text;
using System.Text.RegularExpressions;

namespace Thaw.Conventions.Tests.Sources;

/// <summary>C# source without what the compiler does not read as code.</summary>
internal static partial class CSharpText
{
    /// <summary>The code with comments and the contents of strings and characters blanked; line numbers stay.</summary>
    public static string CodeOf(string source) =>
        NotCode().Replace(source, match => KeepLines(match.Value));

    private static string KeepLines(string removed)
    {
        var kept = new StringBuilder(" ");
        kept.Append('\n', removed.Count(c => c == '\n'));
        return kept.ToString();
    }

    // Raw strings before plain ones, because they begin with the same quote; $ and @ prefixes do not matter here.
    [GeneratedRegex("""
        "{3,}[\s\S]*?"{3,}|//[^\n]*|/\*[\s\S]*?\*/|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'
        """)]
    private static partial Regex NotCode();
}
