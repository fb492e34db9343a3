using System.Diagnostics.CodeAnalysis;
using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>Makes import statements of one module lazy.</summary>
/// <remarks>
/// What it leaves is the text as it was, with insertions on lines that are there and a block at the end, so lines keep
/// their numbers. How the new source works is told in <see cref="LoaderText"/> and <see cref="SupportText"/>.
/// </remarks>
public sealed class ModuleRewriter
{
    private static readonly Version FirstWithLazyImports = new(3, 15);

    /// <summary>Makes the import statements at these lines lazy. What can't be is left alone and said in the outcomes. Deterministic.</summary>
    /// <param name="source">The module.</param>
    /// <param name="lines">First lines of import statements.</param>
    /// <param name="options">How.</param>
    [SuppressMessage("Performance", "CA1822", Justification = "Callers are given a rewriter; that it has no state is its own affair.")]
    public RewrittenModule Rewrite(SourceFacts source, IReadOnlyCollection<int> lines, RewriteOptions options)
    {
        var choice = new StyleChoice(source, options);
        var wanted = lines.Distinct().Order().ToList();
        var statements = wanted.SelectMany(line => source.Imports.Where(item => item.Line == line)).ToList();
        var lazy = statements.Where(statement => choice.Keyword(statement) is null).ToList();
        var units = statements.Except(lazy)
            .Where(statement => WhyNot(source, statement) is null && choice.WhyNoLoader(statement) is null)
            .Select(statement => source.Units[statement.Unit]).Distinct();
        var eligibility = new Eligibility(source, units, options);
        var deferred = eligibility.Deferred();

        var outcomes = wanted.Select(line => Outcome(source, line, choice, eligibility, deferred)).ToList();
        var text = lazy.Count == 0 && deferred.Count == 0 ? null : Write(source, lazy, deferred, options);
        return new RewrittenModule(source.Module, source.File, source.IsPackage, text, outcomes);
    }

    private static byte[] Write(
        SourceFacts source, IReadOnlyList<ImportStatementFacts> lazy, IReadOnlyList<DeferredUnit> deferred, RewriteOptions options)
    {
        var edits = new TextEdits();
        var builtins = new BuiltinNames(source, options);
        var support = new SupportText(source, deferred, options, builtins);
        foreach (var statement in lazy)
            edits.Insert(statement.Span.Start, "lazy ");
        if (deferred.Count > 0)
        {
            var setUp = SetUpPlace.Write(edits, source, deferred, support);
            foreach (var unit in deferred)
                LoaderText.Write(edits, source, unit, builtins, unit == deferred[0] ? setUp : null);
            FunctionLoads.Write(edits, source, deferred);
            foreach (var name in support.IsRenamed ? source.Finders : [])
                edits.Replace(name.Start, name.End, "_thaw__getattr__");
            foreach (var dir in source.Dirs.Where(dir => dir.Start > deferred[0].Unit.Span.Start))
                edits.Replace(dir.Start, dir.End, support.Dir());
        }
        if (deferred.Count > 0 || source.IsPackage)
            edits.Insert(source.Text.Length, (source.Text.AsSpan().EndsWith("\n"u8) ? "" : source.Newline) + support.Block());
        return edits.Apply(source.Text);
    }

    private static EditOutcome Outcome(
        SourceFacts source, int line, StyleChoice choice, Eligibility eligibility, IReadOnlyList<DeferredUnit> deferred)
    {
        var edit = new ImportEdit(source.Module, source.File, line);
        var statements = source.Imports.Where(item => item.Line == line).ToList();
        if (source.Problem is { } problem)
            return new EditOutcome(edit, null, problem);
        if (statements.Count == 0)
            return new EditOutcome(edit, null, "no import statement starts at this line");

        var outcomes = statements.Select(statement => OutcomeOf(statement)).ToList();
        return new EditOutcome(
            edit,
            outcomes.Select(outcome => outcome.Style).FirstOrDefault(style => style is not null),
            string.Join("; ", outcomes.Select(outcome => outcome.Reason).Distinct()));

        (EditStyle? Style, string Reason) OutcomeOf(ImportStatementFacts statement)
        {
            if (choice.Keyword(statement) is null)
                return (EditStyle.Pep810, "nothing reads it while the module is executed; the interpreter loads it at first use");
            if (WhyNot(source, statement) is { } why)
                return (null, why);
            if (choice.WhyNoLoader(statement) is { } refused)
                return (null, refused);
            return deferred.FirstOrDefault(unit => unit.Unit.Index == statement.Unit) is { } unit
                ? FunctionLoads.Describe(source, unit)
                : (null, eligibility.Refused[statement.Unit]);
        }
    }

    private static string? WhyNot(SourceFacts source, ImportStatementFacts statement) => source.WhyNone ?? statement.WhyNot;

    /// <summary>Chooses between the interpreter's own lazy imports and loaders.</summary>
    private sealed class StyleChoice(SourceFacts source, RewriteOptions options)
    {
        /// <summary>Null if the statement becomes a <c>lazy import</c>; otherwise why not.</summary>
        public string? Keyword(ImportStatementFacts statement)
        {
            if (options.Style is not (EditStyle.Auto or EditStyle.Pep810))
                return "another style was asked for";
            if (options.Python < FirstWithLazyImports)
                return "lazy import needs Python 3.15";
            if (options.Oldest is { } oldest && oldest < FirstWithLazyImports)
                return "the source has to run on interpreters without lazy import too";
            if (statement.WhyNot is { } why)
                return why;
            if (statement.Guard is not null || statement.IsStar)
                return "lazy import is allowed only at the plain top level, and without a star";
            if (source.WhyNone is { } none)
                return none;
            if (ModuleEffects.WhyNot(source, statement, statement.Binds, options) is { } effect)
                return effect;
            if (source.Functions.FirstOrDefault(function => function.SeesAll || function.Raw.Any(statement.Binds.Contains)) is { } looks)
                return $"{looks.Name} (line {looks.Line}) may find it in globals(), where it is only an object that stands for it";
            return statement.UsedAtImport.Count == 0 ? null : $"{statement.UsedAtImport[0]} is {source.ReadAtImport[statement.UsedAtImport[0]]}";
        }

        /// <summary>Null if the style allows a loader; otherwise why not.</summary>
        public string? WhyNoLoader(ImportStatementFacts statement) =>
            options.Style == EditStyle.Pep810 ? Keyword(statement) : null;
    }
}
