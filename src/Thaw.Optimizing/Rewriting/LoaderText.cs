using System.Globalization;
using System.Text;
using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>Writes the functions that execute deferred units.</summary>
/// <remarks>
/// A loader stands where its statement stood, so it exists as soon as the statement would have been executed. It binds
/// only what is missing in the module's globals (setdefault is atomic): names that were replaced meanwhile stay, and
/// many threads may be first. Then its own name becomes <c>bool</c>, which does nothing and is falsy: calling that
/// costs 1 to 35 ns at the start of a function, where a repeated <c>import json</c> costs 117 to 149 and
/// <c>from json import loads</c> 416 to 487 (timeit, best of 7, Python 3.11, 3.13 and 3.15, a loaded machine).
/// </remarks>
internal static class LoaderText
{
    private static readonly string[] TripleQuotes = ["'''", "\"\"\""];

    /// <summary>Puts a loader in the place of a unit.</summary>
    /// <param name="edits">The changes of the file.</param>
    /// <param name="source">The file.</param>
    /// <param name="unit">What is deferred.</param>
    /// <param name="builtins">How it names what it uses of the builtins.</param>
    /// <param name="setUp">Code that has to be run before, as an expression; null if it stands elsewhere.</param>
    public static void Write(TextEdits edits, SourceFacts source, DeferredUnit unit, BuiltinNames builtins, string? setUp)
    {
        var parameters = string.Join(", ", Parameters(unit, builtins, setUp));
        var head = $"def {unit.Loader}({parameters}): global {unit.Loader}; {string.Concat(unit.Later.Concat(unit.Needed).Select(other => other + "(); "))}";
        var span = unit.Unit.Span;
        switch (unit.Unit.Form)
        {
            case UnitForm.Alone when unit.Eager is null:
                edits.Insert(span.Start, head);
                if (unit.StarNames is { } names)
                    edits.Replace(span.End - 1, span.End, string.Join(", ", names));
                edits.Insert(span.End, "; " + Bind(unit, builtins, builtins["locals"] + "()", parameters.Length > 0) + $"; {unit.Loader} = {builtins["bool"]}");
                break;
            case UnitForm.Guarded or UnitForm.Indented or UnitForm.Definition:
                var quotes = Quotes(source, span)!;
                edits.Insert(span.Start, head + $"names = {{}}; {builtins["exec"]}({builtins["compile"]}({Lead(source, unit.Unit)}r{quotes}");
                // The blank keeps a quote at the end of the text away from those that end the literal.
                edits.Insert(span.End, $" {quotes}, __file__, 'exec'), {builtins["globals"]}(), names); "
                    + Bind(unit, builtins, "names", false) + $"; {unit.Loader} = {builtins["bool"]}");
                break;
            default:
                edits.Replace(span.Start, span.End, Shared(source, unit, builtins));
                break;
        }
    }

    /// <summary>What is evaluated where the statement stood.</summary>
    private static IEnumerable<string> Parameters(DeferredUnit unit, BuiltinNames builtins, string? setUp)
    {
        if (setUp is not null)
            yield return $"_thaw_up={setUp}";
        if (unit.Hidden.Count > 0)
            yield return $"_thaw_in={LoadHidden(unit)}";
        if (unit.Replaced.Count > 0)
            yield return $"_thaw_off={TakeAway(unit, builtins)}";
        if (unit.Placeholders.Count > 0)
            yield return $"_thaw_on={PutIn(unit, builtins)}";
    }

    private static string PutIn(DeferredUnit unit, BuiltinNames builtins) =>
        $"{builtins["globals"]}().update({string.Join(", ", unit.Placeholders.Select(name => name + "=None"))})";

    private static string TakeAway(DeferredUnit unit, BuiltinNames builtins) =>
        $"[{builtins["globals"]}().pop(i, None) for i in {PythonText.Tuple(unit.Replaced.Select(PythonText.Quote))}]";

    private static string LoadHidden(DeferredUnit unit) =>
        $"[__import__(__name__ + '.' + i) for i in {PythonText.Tuple(unit.Hidden.Select(PythonText.Quote))}]";

    /// <summary>The quotes that can hold a unit's text as it is; null if none can.</summary>
    public static string? Quotes(SourceFacts source, TextSpan span)
    {
        var text = Encoding.Latin1.GetString(source.Text, span.Start, span.End - span.Start);
        return TripleQuotes.FirstOrDefault(quotes => !text.Contains(quotes, StringComparison.Ordinal));
    }

    // Lines of the compiled text have the numbers that they have in the file.
    private static string Lead(SourceFacts source, ImportUnit unit)
    {
        if (unit.Form != UnitForm.Indented)
            return Lines(unit.Line - 1);
        var start = Array.LastIndexOf(source.Text, (byte)'\n', unit.Span.Start) + 1;
        var indent = Encoding.Latin1.GetString(source.Text, start, unit.Span.Start - start);
        return Lines(unit.Line - 2) + PythonText.Quote("if 1:\n" + indent) + " ";
    }

    private static string Lines(int count) => count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"'\\n' * {count} + ");

    private static string Bind(DeferredUnit unit, BuiltinNames builtins, string names, bool always)
    {
        var kept = unit.Names.Where(name => unit.Owned.Contains(name) || unit.Early.Contains(name)).ToList();
        var filter = always || kept.Count < unit.Names.Count
            ? $" if i[0] in {PythonText.Tuple(kept.Select(PythonText.Quote))}"
            : "";
        return $"[{builtins["globals"]}().setdefault(*i) for i in {names}.items(){filter}]";
    }

    private static string Shared(SourceFacts source, DeferredUnit unit, BuiltinNames builtins)
    {
        var statement = source.Imports[unit.Unit.Imports[0]];
        var eager = unit.Eager is { } names ? Statement(statement, names) + "; " : "";
        var lazy = Statement(statement, [.. statement.Names.Except(unit.Eager ?? [])], unit.StarNames);
        var lines = string.Concat(Enumerable.Repeat(source.Newline, statement.EndLine - statement.Line));
        var globals = builtins["globals"] + "()";
        var off = (unit.Hidden.Count == 0 ? "" : LoadHidden(unit) + "; ")
            + (unit.Replaced.Count == 0 ? "" : TakeAway(unit, builtins) + "; ")
            + (unit.Placeholders.Count == 0 ? "" : PutIn(unit, builtins) + "; ");
        return $"{eager}{off}{unit.Loader} = lambda: ({string.Concat(unit.Later.Select(later => later + "(), "))}names := {{}}, {builtins["exec"]}({builtins["compile"]}({Lines(statement.Line - 1)}"
            + $"{PythonText.Quote(lazy)}, __file__, 'exec'), {globals}, names), {Bind(unit, builtins, "names", false)}, "
            + $"{globals}.update({unit.Loader}={builtins["bool"]}){lines})[-1]";
    }

    /// <summary>An import statement on one line.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="names">Those of its names that are imported.</param>
    /// <param name="star">What takes the place of a star; null without one.</param>
    public static string Statement(
        ImportStatementFacts statement, IReadOnlyList<ImportedName> names, IReadOnlyList<string>? star = null)
    {
        var list = star is not null
            ? string.Join(", ", star)
            : string.Join(", ", names.Select(name => name.As is null ? name.Name : $"{name.Name} as {name.As}"));
        return statement.IsFrom ? $"from {new string('.', statement.Level)}{statement.From} import {list}" : $"import {list}";
    }
}
