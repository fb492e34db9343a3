using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>Removes import statements, or takes their names from elsewhere.</summary>
internal sealed class Replacements(SourceFacts source)
{
    /// <summary>Why a statement can't be changed like this, one line; null if it can.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="edit">What is asked for.</param>
    public string? WhyNot(ImportStatementFacts statement, ImportEdit edit)
    {
        if (source.WhyNone is { } none)
            return none;
        if (statement.WhyNot is { } why)
            return why;
        if (statement.IsStar)
            return "a star import";
        if (statement.Guard is not (null or "if"))
            return $"inside a {statement.Guard} statement";
        if (source.Text.AsSpan(statement.Span.Start, statement.Span.End - statement.Span.Start).Contains((byte)'#'))
            return "it holds a comment";
        return edit.Action == EditAction.Remove
            ? statement.Binds.Select(name => WhyRead(statement, name)).FirstOrDefault(read => read is not null)
            : WhyNotNarrowed(statement, edit.Narrowed);
    }

    /// <summary>Puts something else in the place of a statement. The lines after it keep their numbers.</summary>
    /// <param name="edits">The changes of the file.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="edit">What is asked for; it has been found possible.</param>
    public void Write(TextEdits edits, ImportStatementFacts statement, ImportEdit edit)
    {
        var text = edit.Action == EditAction.Remove ? "pass" : Narrowed(statement, edit.Narrowed);
        // A line that is continued may be followed by anything that followed the statement.
        edits.Replace(statement.Span.Start, statement.Span.End, text + string.Concat(Enumerable.Repeat(" \\" + source.Newline, statement.EndLine - statement.Line)));
    }

    /// <summary>What is said of a statement that was changed.</summary>
    /// <param name="edit">What was asked for.</param>
    public static string Describe(ImportEdit edit) => edit.Action == EditAction.Remove
        ? "removed: nothing in the module reads it"
        : "narrowed: " + string.Join(", ", edit.Narrowed.Select(name => name.Module is null ? $"{name.Name} is not imported" : $"{name.Name} comes from {name.Module}"));

    private string? WhyNotNarrowed(ImportStatementFacts statement, IReadOnlyList<NarrowedName> narrowed)
    {
        foreach (var item in narrowed)
        {
            if (statement.Names.FirstOrDefault(name => name.Name == item.Name) is not { } name)
                return $"it does not import {item.Name}";
            if (item.Module is null)
            {
                if (WhyRead(statement, name.Bound) is { } read)
                    return read;
            }
            else if (!statement.IsFrom && name.As is null && item.Module.Split('.')[0] != name.Bound)
            {
                return $"import {item.Module} does not bind {name.Bound}";
            }
        }
        return narrowed.Count == 0 ? "it is not said what changes" : null;
    }

    /// <summary>Who needs a name that a statement binds; null if nothing in the module does.</summary>
    private string? WhyRead(ImportStatementFacts statement, string name)
    {
        if (source.ReadAtImport.TryGetValue(name, out var read))
            return $"{name} is {read[0].How}";
        // What is bound again before any function can run is read from there.
        if (source.Bindings.Any(other => other.Name == name && other.Line > statement.EndLine && other.Unit >= 0 && !source.Units[other.Unit].IsConditional
            && source.Units[other.Unit].Form is UnitForm.Alone or UnitForm.Shared))
            return null;
        if (source.Functions.FirstOrDefault(function => function.SeesAll || function.Reads.Contains(name)) is { } reader)
            return $"{name} is read by {reader.Name} (line {reader.Line})";
        if (source.Dirs.Count > 0)
            return "the module asks dir() while it is executed";
        return Quoted(name) ? $"the module's text holds {name} in quotes, as __all__ may" : null;
    }

    private bool Quoted(string name) =>
        source.Text.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes($"'{name}'")) >= 0
        || source.Text.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes($"\"{name}\"")) >= 0;

    private static string Narrowed(ImportStatementFacts statement, IReadOnlyList<NarrowedName> narrowed)
    {
        var places = narrowed.ToDictionary(item => item.Name, item => item.Module);
        var kept = statement.Names.Where(name => !places.ContainsKey(name.Name)).ToList();
        var parts = new List<string>();
        foreach (var name in statement.Names.Where(name => places.GetValueOrDefault(name.Name) is not null))
        {
            var alias = name.As is null ? "" : $" as {name.As}";
            parts.Add(statement.IsFrom ? $"from {places[name.Name]} import {name.Name}{alias}" : $"import {places[name.Name]}{alias}");
        }
        if (kept.Count > 0)
            parts.Add(LoaderText.Statement(statement, kept));
        return parts.Count == 0 ? "pass" : string.Join("; ", parts);
    }
}
