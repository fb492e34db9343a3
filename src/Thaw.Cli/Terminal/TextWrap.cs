namespace Thaw.Cli.Terminal;

/// <summary>Breaks text into lines at spaces, without padding, so that redirected output has no trailing blanks.</summary>
internal static class TextWrap
{
    /// <summary>The lines of a text; a word that is longer than a line stands alone and whole.</summary>
    /// <param name="text">One paragraph.</param>
    /// <param name="width">The most columns a line may have, at least 1.</param>
    public static IEnumerable<string> Lines(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        yield return line;
    }
}
