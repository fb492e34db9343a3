using System.Text.RegularExpressions;
using Spectre.Console;
using Thaw.Cli.Profile;
using Thaw.Cli.Terminal;

namespace Thaw.Cli.Diff;

/// <summary>Lines and numbers of the comparison.</summary>
/// <param name="console">Where to.</param>
internal sealed partial class DiffLines(IAnsiConsole console)
{
    private const int Narrowest = 60;
    private const int Widest = 110;

    private readonly int _width = Math.Clamp(console.Profile.Width, Narrowest, Widest);

    /// <summary><c>firstInvocationMs</c> as "first invocation".</summary>
    public static string Words(string name) =>
        Capital().Replace(Unit().Replace(name, ""), match => " " + match.Value.ToLowerInvariant()).Replace("rss", "RSS", StringComparison.Ordinal).Replace("pss", "PSS", StringComparison.Ordinal);

    /// <summary>A difference with its sign; none for what is shown as zero.</summary>
    public static string Signed(double value, Func<double, string> format)
    {
        var text = format(Math.Abs(value));
        return (text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? "" : value > 0 ? "+" : "-") + text;
    }

    /// <summary>A difference in ms.</summary>
    public static string SignedMs(double ms) => Signed(ms, amount => $"{TerminalReportText.Ms(amount)} ms");

    /// <summary>A difference in MB.</summary>
    public static string SignedMb(double bytes) => Signed(bytes, amount => $"{TerminalReportText.Megabytes(amount)} MB");

    /// <summary>The first of many: "a, b, c and 4 more".</summary>
    public static string Some(IReadOnlyList<string> items, int most) =>
        items.Count > most ? $"{string.Join(", ", items.Take(most))} and {items.Count - most} more" : string.Join(", ", items);

    /// <summary>An empty line.</summary>
    public void Blank() => console.WriteLine();

    /// <summary>A heading.</summary>
    public void Heading(string title)
    {
        Blank();
        Line(("bold underline", title));
    }

    /// <summary>One line of styled pieces; an empty style is plain.</summary>
    public void Line(params (string Style, string Text)[] pieces) => console.MarkupLine(string.Concat(pieces.Select(piece =>
        piece.Style.Length == 0 ? Markup.Escape(piece.Text) : $"[{piece.Style}]{Markup.Escape(piece.Text)}[/]")));

    /// <summary>Text that is broken at spaces; the style is that of the label.</summary>
    public void Paragraph(string label, string text, string style)
    {
        foreach (var (index, line) in TextWrap.Lines(text, _width - label.Length).Index())
        {
            Line((style, index == 0 ? label : new string(' ', label.Length)), (style == "dim" ? style : "", line));
        }
    }

    /// <summary>Counts what is not shown; nothing for none.</summary>
    public void Rest(int count, string what)
    {
        if (count > 0)
        {
            Line(("dim", $"    {count} {what} (--top shows more)"));
        }
    }

    [GeneratedRegex("(Ms|Bytes)$")]
    private static partial Regex Unit();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
