using System.Globalization;
using System.Text;

namespace Thaw.Optimizing.Reports;

/// <summary>Writes what a rewriting changed as a unified diff.</summary>
/// <remarks>
/// Rewriting keeps line numbers: lines change in their place, or are added at the end. So lines are compared by number,
/// which needs no search for the shortest script; what is written is a valid patch in any case.
/// </remarks>
public static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>The diff of one file; empty if nothing differs.</summary>
    /// <param name="name">The file's name in the headers.</param>
    /// <param name="before">The old text.</param>
    /// <param name="after">The new text.</param>
    public static string Of(string name, string before, string after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var old = Lines(before);
        var changed = Lines(after);
        var differs = new List<int>();
        for (var i = 0; i < Math.Max(old.Length, changed.Length); i++)
        {
            if (i >= old.Length || i >= changed.Length || old[i] != changed[i])
            {
                differs.Add(i);
            }
        }

        if (differs.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"--- a/{name}\n+++ b/{name}\n");
        for (var i = 0; i < differs.Count;)
        {
            var first = i;
            while (i < differs.Count - 1 && differs[i + 1] - differs[i] <= 2 * Context)
            {
                i++;
            }

            Hunk(text, old, changed, Math.Max(0, differs[first] - Context), differs[i++] + Context + 1);
        }

        return text.ToString();
    }

    private static void Hunk(StringBuilder text, string[] old, string[] changed, int start, int end)
    {
        var oldEnd = Math.Min(end, old.Length);
        var newEnd = Math.Min(end, changed.Length);
        text.Append(CultureInfo.InvariantCulture, $"@@ -{Range(start, oldEnd)} +{Range(start, newEnd)} @@\n");
        for (var i = start; i < Math.Max(oldEnd, newEnd);)
        {
            if (i < oldEnd && i < newEnd && old[i] == changed[i])
            {
                Line(text, ' ', old[i++]);
                continue;
            }

            var run = i;
            while (run < Math.Max(oldEnd, newEnd) && !(run < oldEnd && run < newEnd && old[run] == changed[run]))
            {
                run++;
            }

            Lines(text, '-', old, i, Math.Min(run, oldEnd));
            Lines(text, '+', changed, i, Math.Min(run, newEnd));
            i = run;
        }
    }

    private static void Lines(StringBuilder text, char sign, string[] lines, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            Line(text, sign, lines[i]);
        }
    }

    private static void Line(StringBuilder text, char sign, string line)
    {
        text.Append(sign).Append(line);
        if (!line.EndsWith('\n'))
        {
            text.Append("\n\\ No newline at end of file\n");
        }
    }

    private static string Range(int start, int end) =>
        end <= start ? $"{start},0" : $"{start + 1},{end - start}";

    /// <summary>With their line ends, so that a changed line end is a change.</summary>
    private static string[] Lines(string text)
    {
        var lines = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at);
            var next = end < 0 ? text.Length : end + 1;
            lines.Add(text[at..next]);
            at = next;
        }

        return [.. lines];
    }
}
