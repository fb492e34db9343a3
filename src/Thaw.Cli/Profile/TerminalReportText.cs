using Spectre.Console;
using Thaw.Cli.Terminal;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;

namespace Thaw.Cli.Profile;

/// <summary>Lines, numbers and places of the terminal report.</summary>
/// <param name="console">Where to.</param>
/// <param name="paths">Short forms of paths.</param>
internal sealed class TerminalReportText(IAnsiConsole console, DisplayPaths paths)
{
    private const int Narrowest = 60;
    private const int Widest = 100;

    /// <summary>Columns that a line may use.</summary>
    public int Width { get; } = Math.Clamp(console.Profile.Width, Narrowest, Widest);

    /// <summary>Milliseconds without the unit: no digit that the measurement doesn't have.</summary>
    public static string Ms(double ms) => Math.Abs(ms) >= 100 ? $"{ms:N0}" : $"{ms:F1}";

    /// <summary>Megabytes (10^6) without the unit.</summary>
    public static string Megabytes(double bytes) => Math.Abs(bytes) >= 100e6 ? $"{bytes / 1e6:N0}" : $"{bytes / 1e6:F1}";

    /// <summary>A place in source as file:line.</summary>
    public string Place(SourceLine place) => paths.At(place.File, place.Line);

    /// <summary>An empty line.</summary>
    public void Blank() => console.WriteLine();

    /// <summary>One line of styled pieces; an empty style is plain.</summary>
    public void Line(params (string Style, string Text)[] pieces)
    {
        var markup = string.Concat(pieces.Select(piece => piece.Style.Length == 0
            ? Markup.Escape(piece.Text)
            : $"[{piece.Style}]{Markup.Escape(piece.Text)}[/]"));
        console.MarkupLine(markup);
    }

    /// <summary>A heading.</summary>
    public void Heading(string title, string rest = "")
    {
        Blank();
        Line(("bold underline", title), ("", rest.Length > 0 ? $"  {rest}" : ""));
    }

    /// <summary>Text that is broken at spaces; later lines are indented as far as the label is long.</summary>
    public void Paragraph(string label, string content, string style = "")
    {
        var first = true;
        var room = Width - label.Length;
        var words = content.Split(' ').SelectMany(word => word.Chunk(room)).Select(part => new string(part));
        foreach (var line in TextWrap.Lines(string.Join(' ', words), room))
        {
            Line((style, first ? label : new string(' ', label.Length)), (style is "dim" ? style : "", line));
            first = false;
        }
    }

    /// <summary>Cuts a text in its middle if it is longer than a column is wide.</summary>
    public static string Fit(string value, int width)
    {
        if (value.Length <= width)
        {
            return value;
        }

        var head = (width - 1) / 3;
        return $"{value[..head]}…{value[(value.Length - (width - 1 - head))..]}";
    }
}
