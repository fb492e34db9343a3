using System.Text.RegularExpressions;

namespace Thaw.Conventions.Tests.Sources;

/// <summary>A Markdown file, as far as conventions go: code, links, headings, table rows.</summary>
/// <param name="Path">Relative to the root.</param>
internal sealed partial record MarkdownFile(string Path)
{
    private readonly string[] _lines = TrackedFiles.Read(Path).Split('\n');

    /// <summary>All of the repository's Markdown files.</summary>
    public static IReadOnlyList<MarkdownFile> All => [.. TrackedFiles.Below("", ".md").Select(path => new MarkdownFile(path))];

    /// <summary>Lines inside code fences, with their numbers counted from 1.</summary>
    public IEnumerable<(int Number, string Text)> FencedLines() => Lines(fenced: true);

    /// <summary>Inline code outside fences, without its back quotes.</summary>
    public IEnumerable<(int Number, string Text)> InlineCode() =>
        Lines(fenced: false).SelectMany(line => Code().Matches(line.Text).Select(match => (line.Number, match.Groups[1].Value)));

    /// <summary>Targets of links and images outside code.</summary>
    public IEnumerable<(int Number, string Target)> Links() =>
        Lines(fenced: false).SelectMany(line =>
            Link().Matches(Code().Replace(line.Text, "")).Select(match => (line.Number, match.Groups[1].Value)));

    /// <summary>The anchors that the headings give, as GitHub makes them.</summary>
    public IReadOnlySet<string> Anchors() =>
        Lines(fenced: false).Where(line => line.Text.StartsWith('#'))
            .Select(line => NotInAnchor().Replace(line.Text.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'))
            .ToHashSet();

    /// <summary>The cells of all table rows, without header separators.</summary>
    public IEnumerable<IReadOnlyList<string>> TableRows() =>
        Lines(fenced: false).Where(line => line.Text.StartsWith('|') && !line.Text.StartsWith("|-", StringComparison.Ordinal)
                && !line.Text.StartsWith("| -", StringComparison.Ordinal))
            .Select(line => (IReadOnlyList<string>)[.. line.Text.Trim().Trim('|').Split('|').Select(cell => cell.Trim())]);

    private IEnumerable<(int Number, string Text)> Lines(bool fenced)
    {
        var inside = false;
        for (var i = 0; i < _lines.Length; i++)
        {
            if (_lines[i].TrimStart().StartsWith("```", StringComparison.Ordinal))
                inside = !inside;
            else if (inside == fenced)
                yield return (i + 1, _lines[i]);
        }
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
