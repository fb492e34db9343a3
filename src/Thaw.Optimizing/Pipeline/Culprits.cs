using Thaw.Optimizing.Planning;
using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Sources;
using Thaw.Optimizing.Verification;

namespace Thaw.Optimizing.Pipeline;

/// <summary>Names the edits that a failed verification points at, so that they need not be searched for.</summary>
/// <param name="facts">What the parser says of the sources, by file.</param>
internal sealed class Culprits(IReadOnlyDictionary<string, SourceFacts> facts)
{
    /// <summary>How verification describes a module.</summary>
    private const string IsModule = "module ";

    /// <summary>Edits to be dropped first; none if nothing points at any.</summary>
    /// <param name="edits">The edits that were in.</param>
    /// <param name="failed">What broke.</param>
    public IReadOnlyList<ImportEdit> Of(IReadOnlyCollection<ImportEdit> edits, VerificationResult failed)
    {
        var atFault = Innermost(edits, failed.Places);
        return atFault is not null ? [atFault] : [.. failed.Breaking.SelectMany(difference => Named(edits, difference)).Distinct()];
    }

    /// <summary>
    /// A deferred statement keeps its line, so an exception that comes through it says which one it was. Of several the
    /// innermost is the one whose import could not be made there and then.
    /// </summary>
    private ImportEdit? Innermost(IReadOnlyCollection<ImportEdit> edits, IReadOnlyList<(string File, int Line)> places) => places
        .Reverse()
        .Select(place => edits.FirstOrDefault(edit => edit.File == place.File
            && (edit.Line <= place.Line && place.Line <= LastLine(edit) || Feeds(edit, definition => definition.Line == place.Line))))
        .FirstOrDefault(edit => edit is not null);

    private int LastLine(ImportEdit edit) => Statements(edit).Select(import => import.EndLine).DefaultIfEmpty(edit.Line).Max();

    /// <summary>Edits of the module that a difference is in, which bind the name that it is about.</summary>
    private IEnumerable<ImportEdit> Named(IReadOnlyCollection<ImportEdit> edits, Difference difference)
    {
        if (difference.Check is not (Check.Names or Check.Threads))
        {
            return [];
        }

        var name = difference.What.Split(',')[0].Split(' ')[^1];
        var binding = edits.Where(edit => edit.Module == difference.Where
            && (Statements(edit).Any(import => import.Binds.Contains(name)) || Feeds(edit, definition => definition.Binds.Contains(name))));
        return binding.Any() || !difference.Original.StartsWith(IsModule, StringComparison.Ordinal)
            ? binding
            : edits.Where(edit => Statements(edit).Any(import => Names(edit, import, difference.Original[IsModule.Length..])));
    }

    /// <summary>True if a definition, which is executed later then, reads what the statement binds.</summary>
    private bool Feeds(ImportEdit edit, Func<ImportUnit, bool> isMeant) =>
        facts.TryGetValue(edit.File, out var source) && source.Units.Where(unit => unit.Form == UnitForm.Definition && isMeant(unit))
            .Any(definition => Statements(edit).SelectMany(import => import.Binds)
                .Any(name => source.ReadAtImport.GetValueOrDefault(name, []).Any(read => UnitSelection.IsIn(definition, read))));

    /// <summary>True if a statement imports a module, whose name others then find in its package.</summary>
    private bool Names(ImportEdit edit, ImportStatementFacts import, string module)
    {
        var from = import.IsFrom ? NameProviders.Absolute(import, edit.Module, facts[edit.File].IsPackage) : null;
        return from == module || import.Names.Any(name => (from is null ? "" : from + ".") + name.Name == module);
    }

    private IEnumerable<ImportStatementFacts> Statements(ImportEdit edit) =>
        facts.TryGetValue(edit.File, out var source) ? source.Imports.Where(import => import.Line == edit.Line) : [];
}
