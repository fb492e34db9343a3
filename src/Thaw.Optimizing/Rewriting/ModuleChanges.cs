using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>What is changed in one module, and what is left alone.</summary>
internal sealed class ModuleChanges
{
    private readonly SourceFacts _source;
    private readonly StyleChoice _choice;
    private readonly Eligibility _eligibility;
    private readonly Replacements _replacements;
    private readonly IReadOnlyList<(ImportStatementFacts Statement, ImportEdit Edit)> _replaced;
    private readonly IReadOnlyList<ImportStatementFacts> _lazy;
    private readonly IReadOnlyList<DeferredUnit> _deferred;

    /// <summary>Decides.</summary>
    /// <param name="source">The module.</param>
    /// <param name="edits">What is asked for, in the order of the text.</param>
    /// <param name="options">How statements are made lazy.</param>
    public ModuleChanges(SourceFacts source, IReadOnlyList<ImportEdit> edits, RewriteOptions options)
    {
        _source = source;
        _replacements = new Replacements(source);
        var asked = edits.SelectMany(edit => StatementsAt(edit.Line).Select(statement => (Statement: statement, Edit: edit))).ToList();
        _replaced = [.. asked.Where(item => item.Edit.Action != EditAction.Defer && _replacements.WhyNot(item.Statement, item.Edit) is null)];
        var statements = asked.Where(item => item.Edit.Action == EditAction.Defer).Select(item => item.Statement).ToList();
        _choice = new StyleChoice(source, statements, options);
        _lazy = [.. statements.Where(statement => _choice.Keyword(statement) is null)];
        var units = statements.Except(_lazy)
            .Where(statement => WhyNot(statement) is null && _choice.WhyNoLoader(statement) is null)
            .Select(statement => source.Units[statement.Unit]).Distinct();
        _eligibility = new Eligibility(source, units, options);
        _deferred = _eligibility.Deferred();
    }

    /// <summary>The new text; null if nothing changes.</summary>
    /// <param name="options">How statements are made lazy.</param>
    public byte[]? Write(RewriteOptions options)
    {
        if (_lazy.Count == 0 && _deferred.Count == 0 && _replaced.Count == 0 && !(options.FindsSubmodules && _source is { IsPackage: true, WhyNone: null, Problem: null }))
            return null;
        var edits = new TextEdits();
        var support = new SupportText(_source, _deferred, options, new BuiltinNames(_source, options));
        var end = _choice.Write(edits, _lazy);
        foreach (var (statement, edit) in _replaced)
            _replacements.Write(edits, statement, edit);
        if (_deferred.Count > 0)
            WriteLoaders(edits, support);
        if (_deferred.Count > 0 || _source.IsPackage)
            end += support.Block();
        if (end.Length > 0)
            edits.Insert(_source.Text.Length, (_source.Text.AsSpan().EndsWith("\n"u8) ? "" : _source.Newline) + end);
        return edits.Apply(_source.Text);
    }

    /// <summary>What becomes of an edit.</summary>
    /// <param name="edit">One that was asked for.</param>
    public EditOutcome Outcome(ImportEdit edit)
    {
        if (_source.Problem is { } problem)
            return new EditOutcome(edit, null, problem);
        var outcomes = StatementsAt(edit.Line).Select(statement => OutcomeOf(statement, edit)).ToList();
        if (outcomes.Count == 0)
            return new EditOutcome(edit, null, "no import statement starts at this line");
        return new EditOutcome(
            edit,
            outcomes.Select(outcome => outcome.Style).FirstOrDefault(style => style is not null),
            string.Join("; ", outcomes.Select(outcome => outcome.Reason).Distinct()));
    }

    private void WriteLoaders(TextEdits edits, SupportText support)
    {
        var setUp = SetUpPlace.Write(edits, _source, _deferred, support);
        foreach (var unit in _deferred)
            LoaderText.Write(edits, _source, unit, support.Builtins, unit == _deferred[0] ? setUp : null);
        FunctionLoads.Write(edits, _source, _deferred);
        foreach (var name in support.IsRenamed ? _source.Finders : [])
            edits.Replace(name.Start, name.End, SupportText.OwnFinder);
        foreach (var dir in _source.Dirs.Where(dir => dir.Start > _deferred[0].Unit.Span.Start))
            edits.Replace(dir.Start, dir.End, support.Dir());
    }

    private (EditStyle? Style, string Reason) OutcomeOf(ImportStatementFacts statement, ImportEdit edit)
    {
        if (edit.Action != EditAction.Defer)
            return _replacements.WhyNot(statement, edit) is { } kept ? (null, kept) : (EditStyle.Auto, Replacements.Describe(edit));
        if (_lazy.Contains(statement))
        {
            return (EditStyle.Pep810, "nothing reads it while the module is executed; the interpreter loads it at first use"
                + (_choice.IsListed ? ", from 3.15 on" : ""));
        }
        if ((WhyNot(statement) ?? _choice.WhyNoLoader(statement)) is { } why)
            return (null, why);
        return _deferred.FirstOrDefault(unit => unit.Unit.Index == statement.Unit) is { } unit
            ? FunctionLoads.Describe(_source, unit)
            : (null, _eligibility.Refused[statement.Unit]);
    }

    private IEnumerable<ImportStatementFacts> StatementsAt(int line) => _source.Imports.Where(item => item.Line == line);

    private string? WhyNot(ImportStatementFacts statement) => _source.WhyNone ?? statement.WhyNot;
}
