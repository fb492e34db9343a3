using System.Globalization;
using System.Text;

namespace Thaw.Optimizing.Rewriting;

/// <summary>Writes pieces of Python.</summary>
internal static class PythonText
{
    /// <summary>A string literal in ASCII, so that it fits into a file of any encoding.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\'' or '\\')
                quoted.Append('\\').Append(rune);
            else if (rune.Value == '\n')
                quoted.Append("\\n");
            else if (rune.Value is >= ' ' and < 127)
                quoted.Append(rune);
            else
                quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
        }
        return quoted.Append('\'').ToString();
    }

    /// <summary>A tuple of expressions.</summary>
    public static string Tuple(IEnumerable<string> items)
    {
        var all = items.ToList();
        return all.Count == 1 ? $"({all[0]},)" : $"({string.Join(", ", all)})";
    }
}
