using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>Puts calls of loaders at the start of functions that read deferred names.</summary>
internal static class FunctionLoads
{
    /// <summary>Puts them.</summary>
    public static void Write(TextEdits edits, SourceFacts source, IReadOnlyList<DeferredUnit> deferred)
    {
        foreach (var function in source.Functions)
        {
            // Last first, as in the table of names: a loader leaves what is bound already.
            var calls = deferred.Where(unit => Reads(function, unit)).Reverse().Select(unit => unit.Loader + "()").ToList();
            if (calls.Count == 0)
                continue;
            switch (function.Place)
            {
                case PlaceKind.Before:
                    edits.Insert(function.Span.Start, string.Concat(calls.Select(call => call + "; ")));
                    break;
                case PlaceKind.After:
                    edits.Insert(function.Span.End, string.Concat(calls.Select(call => "; " + call)));
                    break;
                case PlaceKind.Around:
                    // Loaders answer None or False, so the expression keeps its value.
                    edits.Insert(function.Span.Start, string.Concat(calls.Select(call => call + " or ")) + "(");
                    edits.Insert(function.Span.End, ")");
                    break;
                case PlaceKind.None:
                    // Only a package is read here; functions that read deferred names have a place, or the unit was refused.
                    break;
            }
        }
    }

    /// <summary>What is said of a unit that was deferred.</summary>
    public static (EditStyle Style, string Reason) Describe(SourceFacts source, DeferredUnit unit)
    {
        var readers = source.Functions.Where(function => Reads(function, unit)).ToList();
        var split = (unit.Eager is { } eager ? $"; {string.Join(", ", eager.Select(name => name.Bound))} stays as it is" : "")
            + (unit.Waiting.Count > 0 ? $"; defined later with it: {string.Join(", ", unit.Waiting)}" : "");
        return readers.Count == 0
            ? (EditStyle.Pep562, "nothing in the module reads it; other modules find it at first use" + split)
            : (EditStyle.Local, $"only functions read it: {Names(readers)}" + split);
    }

    private static string Names(List<FunctionReads> readers)
    {
        var names = readers.Select(function => function.Name).Distinct().ToList();
        return string.Join(", ", names.Take(3)) + (names.Count > 3 ? $" and {names.Count - 3} more" : "");
    }

    private static bool Reads(FunctionReads function, DeferredUnit unit) =>
        function.SeesAll || function.Reads.Any(name => unit.Owned.Contains(name) || unit.Packages.Contains(name));
}
