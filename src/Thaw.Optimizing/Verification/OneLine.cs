namespace Thaw.Optimizing.Verification;

/// <summary>Shortens texts for one line of a report.</summary>
internal static class OneLine
{
    private const int Most = 160;

    /// <summary>Without line ends, and not longer than a line.</summary>
    public static string Of(string text)
    {
        string line = string.Join(' ', text.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        return line.Length > Most ? line[..Most] + "…" : line;
    }
}
