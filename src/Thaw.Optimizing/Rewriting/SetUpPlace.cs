using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>Finds where the set-up of a module's deferred names can be put without a new line: as early as possible, because functions that read them may be called early.</summary>
internal static class SetUpPlace
{
    /// <summary>Puts it there.</summary>
    /// <param name="edits">The changes of the file.</param>
    /// <param name="source">The file.</param>
    /// <param name="units">What is deferred, in the order of the text.</param>
    /// <param name="support">What is to be put.</param>
    /// <returns>An expression that the first loader has to hold; null where the set-up found a place.</returns>
    public static string? Write(TextEdits edits, SourceFacts source, IReadOnlyList<DeferredUnit> units, SupportText support)
    {
        if (source.LastOpening >= 0)
        {
            edits.Insert(source.Statements[source.LastOpening].Span.End, "; " + support.Statements());
            return null;
        }
        if (source.FreeLines.Count > 0)
        {
            var line = source.FreeLines[0];
            var isComment = source.Text.AsSpan(line).TrimStart(" \t\f"u8).StartsWith("#"u8);
            edits.Insert(line, support.Statements() + (isComment ? "  " : ""));
            return null;
        }
        var first = units[0].Unit.Span.Start;
        var deferred = units.Select(unit => unit.Unit.Span.Start).ToHashSet();
        if (source.Statements.FirstOrDefault(item => item.IsSimple && item.Span.End <= first && !deferred.Contains(item.Span.Start)) is { } before)
        {
            edits.Insert(before.Span.End, "; " + support.Statements());
            return null;
        }
        if (units[0].Unit is { Form: UnitForm.Shared, IsConditional: false } || units[0].Eager is not null)
        {
            edits.Insert(first, support.Statements() + "; ");
            return null;
        }
        return support.Expression();
    }

    /// <summary>True if there will be a place when a unit is the first that is deferred.</summary>
    /// <param name="source">The file.</param>
    /// <param name="unit">The unit.</param>
    public static bool Exists(SourceFacts source, ImportUnit unit) =>
        !unit.IsConditional || source.FreeLines.Count > 0
        || source.Statements.Any(statement => statement.IsSimple && statement.Span.End <= unit.Span.Start);
}
