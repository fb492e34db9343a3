using System.Globalization;

namespace Thaw.Optimizing.Verification.Events;

/// <summary>What of a text is not compared: words, lines, or all of it.</summary>
internal sealed class TextMask
{
    private readonly HashSet<(int Line, int Word)> _words = [];
    private readonly HashSet<int> _lines = [];
    private bool _all;

    /// <summary>Masks what differs between two texts of the original.</summary>
    /// <returns>Places that were not masked before, such as <c>line 3 word 2</c>.</returns>
    public IReadOnlyList<string> Add(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        List<string> added = [];
        foreach ((int line, int word) in Differences(first, second))
        {
            added.Add(Place(line, word));
            if (line < 0)
            {
                _all = true;
            }
            else if (word < 0)
            {
                _lines.Add(line);
            }
            else
            {
                _words.Add((line, word));
            }
        }

        return added;
    }

    /// <summary>The first place that differs and is not masked; null if none does.</summary>
    public (string Place, string First, string Second)? Compare(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        foreach ((int line, int word) in Differences(first, second))
        {
            return line < 0
                ? ("number of lines", Count(first), Count(second))
                : (Place(line, word), Quote(first[line]), Quote(second[line]));
        }

        return null;
    }

    private static string Count(IReadOnlyList<string> lines) =>
        string.Create(CultureInfo.InvariantCulture, $"{lines.Count}") + (lines.Count > 0 ? $", the last {Quote(lines[^1])}" : "");

    private static string Quote(string line) => "\"" + line + "\"";

    private static string Place(int line, int word) => (line, word) switch
    {
        ( < 0, _) => "all of it, as the number of lines varies",
        (_, < 0) => string.Create(CultureInfo.InvariantCulture, $"line {line + 1}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"line {line + 1} word {word + 1}"),
    };

    /// <summary>Unmasked differences: line -1 for all of it, word -1 for a whole line.</summary>
    private IEnumerable<(int Line, int Word)> Differences(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        if (_all)
        {
            yield break;
        }

        if (first.Count != second.Count)
        {
            yield return (-1, -1);
            yield break;
        }

        for (int line = 0; line < first.Count; line++)
        {
            if (first[line] == second[line] || _lines.Contains(line))
            {
                continue;
            }

            foreach (int word in DifferentWords(first[line], second[line]))
            {
                if (word < 0 || !_words.Contains((line, word)))
                {
                    yield return (line, word);
                }
            }
        }
    }

    private static IEnumerable<int> DifferentWords(string first, string second)
    {
        string[] one = first.Split(' ');
        string[] two = second.Split(' ');
        return one.Length == two.Length
            ? Enumerable.Range(0, one.Length).Where(index => one[index] != two[index])
            : [-1];
    }
}
