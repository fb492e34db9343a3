using System.Text;
using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Packaging;

/// <summary>The Python text that leads a module of an overlay on to its original.</summary>
/// <remarks>
/// A copy of <c>a/b.py</c> in the package comes before the original, but data files, shared objects and modules that
/// are not edited still lie beside the original: so the copy takes over its place before anything else of it runs.
/// </remarks>
internal static class LeadOn
{
    /// <summary>The helper that the text calls; it lies beside the program and goes into every package with an overlay.</summary>
    public const string HelperName = "_thaw_overlay.py";

    private const string Call = "__import__('_thaw_overlay').lead(globals())";

    /// <summary>
    /// The <c>__init__.py</c> of a package of which only modules below it are edited: it executes the original's code,
    /// whose byte code is used where there is any.
    /// </summary>
    public const string Stub = "# Made by thaw optimize: edited modules of this package lie here, everything else where it was.\n"
        + "exec(" + Call + ".get_code(__name__))\n";

    /// <summary>Where the helper lies.</summary>
    public static string HelperPath => Path.Combine(AppContext.BaseDirectory, "optimizing", HelperName);

    /// <summary>Puts the call into an edited text, on a line that is there.</summary>
    /// <param name="original">The text before the edits.</param>
    /// <param name="edited">The text after them.</param>
    /// <returns>The new text; null if there is no place for it.</returns>
    /// <remarks>
    /// Everything up to the docstring or the last <c>__future__</c> import is the same in both, and so are offsets
    /// there. Without those, a blank or comment line at the top does; or the line of the first statement; or the end, if there is none.
    /// </remarks>
    public static byte[]? Insert(SourceFacts original, byte[] edited)
    {
        if (original.LastOpening >= 0)
        {
            return original.Statements[original.LastOpening].IsSimple
                ? At(edited, original.Statements[original.LastOpening].Span.End, "; " + Call)
                : null;
        }

        if (original.FreeLines.Count > 0)
        {
            return AtFreeLine(edited, original.FreeLines[0]);
        }

        return original.Statements.Count > 0 ? AtFirst(edited, original.Statements[0]) : AtEnd(original, edited);
    }

    /// <summary>In a file without statements there are no lines whose numbers count, and what was added comes after them.</summary>
    private static byte[] AtEnd(SourceFacts original, byte[] edited) =>
        original.Text.Length == 0 || original.Text[^1] is (byte)'\n' or (byte)'\r'
            ? At(edited, original.Text.Length, Call + original.Newline)
            : At(edited, original.Text.Length, original.Newline + Call);

    private static byte[] AtFreeLine(byte[] edited, int offset)
    {
        var rest = edited.AsSpan(offset).TrimStart(" \t\f"u8);
        var glue = rest.Length > 0 && rest[0] is not ((byte)'#' or (byte)'\n' or (byte)'\r') ? "; " : "  ";
        return At(edited, offset, rest.Length > 0 && rest[0] is (byte)'\n' or (byte)'\r' ? Call : Call + glue);
    }

    private static byte[]? AtFirst(byte[] edited, TopStatement first)
    {
        var text = edited.AsSpan(first.Span.Start);
        if (text.StartsWith("def _thaw_"u8))
        {
            // The first statement became a loader: its parameters' defaults are evaluated where it stands.
            var open = first.Span.Start + text.IndexOf((byte)'(') + 1;
            return At(edited, open, "_thaw_lead=" + Call + (edited[open] == (byte)')' ? "" : ", "));
        }

        return first.IsSimple ? At(edited, first.Span.Start, Call + "; ") : null;
    }

    private static byte[] At(byte[] text, int offset, string inserted) =>
        [.. text.AsSpan(0, offset), .. Encoding.ASCII.GetBytes(inserted), .. text.AsSpan(offset)];
}
