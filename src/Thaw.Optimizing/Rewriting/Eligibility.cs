using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>Decides which units of a module can be deferred with loaders.</summary>
/// <remarks>What one unit may do depends on the others: units are refused one by one until all that remain agree.</remarks>
internal sealed class Eligibility
{
    // Every module has them before its first statement, or the interpreter takes them from its globals alone.
    private static readonly string[] OfTheModule =
    [
        "__name__", "__doc__", "__package__", "__loader__", "__spec__", "__file__", "__cached__", "__path__", "__builtins__",
        "__annotations__", "__annotate__", "__getattr__", "__dir__",
    ];

    private readonly SourceFacts _source;
    private readonly RewriteOptions _options;
    private readonly UnitSelection _units;
    private readonly Dictionary<int, string> _refused = [];

    /// <summary>Decides.</summary>
    /// <param name="source">The module.</param>
    /// <param name="wanted">Units that are to be deferred; definitions that need what these bind are deferred with them.</param>
    /// <param name="options">Names of star imports.</param>
    public Eligibility(SourceFacts source, IEnumerable<ImportUnit> wanted, RewriteOptions options)
    {
        (_source, _options) = (source, options);
        List<ImportUnit> asked = [.. wanted];
        _units = new UnitSelection(source, asked, options);
        if (options.DefersDefinitions)
            _units = new UnitSelection(source, asked.Concat(_units.Reading(source.Units.Where(IsFitDefinition), asked.SelectMany(_units.NamesOf))), options);
        Settle();
        var needed = _units.Reading(_units.Units.Where(UnitSelection.IsDefinition), _units.Units.Where(unit => !UnitSelection.IsDefinition(unit)).SelectMany(_units.NamesOf));
        _units.Units.RemoveAll(unit => UnitSelection.IsDefinition(unit) && !needed.Contains(unit));
    }

    /// <summary>By unit: why it is left alone.</summary>
    public IReadOnlyDictionary<int, string> Refused => _refused;

    /// <summary>What is deferred, in the order of the text.</summary>
    public IReadOnlyList<DeferredUnit> Deferred() => new UnitDescriptions(_source, _units).All();

    private bool IsFitDefinition(ImportUnit unit)
    {
        if (UnitSelection.IsDefinition(unit) && DefinitionRules.WhyNot(_source, unit, _units, _options) is { } why)
            _refused[unit.Index] = why;
        return UnitSelection.IsDefinition(unit) && !_refused.ContainsKey(unit.Index);
    }

    private void Settle()
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var unit in _units.Units.ToList())
            {
                if (WhyNot(unit) is not { } why)
                    continue;
                if (!TrySplit(unit))
                {
                    _refused[unit.Index] = why;
                    _units.Units.Remove(unit);
                }
                changed = true;
            }
        }
    }

    private string? WhyNot(ImportUnit unit) =>
        WhyNotModule() ?? WhyNotStar(unit) ?? WhyNotForm(unit)
        ?? _units.NamesOf(unit).Select(name => WhyNotName(unit, name)).FirstOrDefault(why => why is not null)
        ?? WhyNotFunctions(unit)
        ?? WhyNotEffects(unit)
        ?? (_units.NamesOf(unit).Any(name => _units.Owners(name).Contains(unit)) ? null : "all that it binds is bound again later");

    private string? WhyNotModule()
    {
        if (_source.WhyNone is { } why)
            return why;
        if (_source.Text.AsSpan().IndexOf("_thaw_"u8) >= 0)
            return "the module has been rewritten already";
        return _units.Bindings.Contains("__import__") ? "the module has an __import__ of its own" : null;
    }

    private string? WhyNotStar(ImportUnit unit)
    {
        if (_units.IsStar(unit) && _units.StarNamesOf(unit) is null)
            return "the names of the star import are not known";
        if (_units.IsStar(unit) && !_source.IsUtf8 && _units.StarNamesOf(unit)!.Any(name => !name.All(char.IsAscii)))
            return "names of the star import can't be written in the file's encoding";
        var unknown = _source.Imports.FirstOrDefault(other =>
            other.IsStar && other.AtModuleLevel && other.Line < unit.Line && _units.StarNames(other) is null);
        return unknown is null ? null : $"line {unknown.Line} may bind the same names: those of its star import are not known";
    }

    private string? WhyNotForm(ImportUnit unit)
    {
        if (unit.Form is UnitForm.Guarded or UnitForm.Indented or UnitForm.Definition && LoaderText.Quotes(_source, unit.Span) is null)
            return "the statement around it holds triple quotes of both kinds";
        if (_source.Dirs.Count > 0 && unit.Form is UnitForm.Guarded or UnitForm.Indented && unit.Binds.Except(unit.Certain).Any())
            return "the module asks dir() while it is executed, and what a guarded import binds is not known before it runs";
        return SetUpPlace.Exists(_source, unit) ? null : "no line before its if statement can hold the set-up";
    }

    private string? WhyNotName(ImportUnit unit, string name)
    {
        if (OfTheModule.Contains(name))
            return $"{name} has a meaning for the interpreter, which does not look for it in __getattr__";
        if (WhyRead(unit, name) is { } read)
            return $"{name} is {read}";
        if (_source.Submodules.Contains(name) && !_units.IsTheSubmodule(unit, name) && !_units.HidesSubmodule(unit, name))
            return $"{name} is the name of a submodule too: whoever imports that would replace it";
        return _units.Bindings[name].Where(other => other.Unit != unit.Index && !Agrees(unit, other))
            .Select(other => $"{name} is bound at line {other.Line} too").FirstOrDefault();
    }

    /// <summary>How a name is read while the module is executed where the value is a unit's; null if it is not.</summary>
    private string? WhyRead(ImportUnit unit, string name) =>
        _source.ReadAtImport.GetValueOrDefault(name, [])
            .Where(read => !_units.IsDeferred(read) && !_units.IsOfAnother(unit, name, read) && !(read.CalledAt > unit.EndLine && IsAlways(unit, name)))
            // A name that is deleted later is nobody's from then on, whoever has bound it last.
            .Where(read => !UnitSelection.IsCertain(unit) ? read.After <= unit.Line : read.MayBeOf(unit.Line) || read.IsDeletion && read.Line >= unit.Line)
            .Where(read => !read.IsDeletion || !_units.IsPlaceholder(unit, name)).Select(read => read.How + WhyNotLater(read)).FirstOrDefault();

    /// <summary>
    /// True for a name that has one value for all time, once the import that binds it has been executed: a function that is called
    /// while the module is executed, and does come to read it, executes it.
    /// </summary>
    private bool IsAlways(ImportUnit unit, string name) =>
        !UnitSelection.IsDefinition(unit) && _units.Bindings[name].Count() == 1 && !_source.Rebound.Contains(name)
        && !_source.ReadAtImport[name].Any(read => read.IsDeletion);

    /// <summary>Why the class or function whose statement reads a name can't wait with it; empty for another read.</summary>
    private string WhyNotLater(NameRead read) =>
        _source.Units.FirstOrDefault(unit => UnitSelection.IsDefinition(unit) && UnitSelection.IsIn(unit, read)) is { } reader && _refused.TryGetValue(reader.Index, out var why)
            ? $", and {reader.Binds[0]} can't wait: {why}" : "";

    /// <summary>True if a name has the value that it had, although a unit that binds it is deferred and another statement binds it too.</summary>
    private bool Agrees(ImportUnit unit, NameBinding other)
    {
        // Which of several wins depends on what a guard finds: only plain statements are sure to bind in their order.
        var isPlain = unit.Form is UnitForm.Alone or UnitForm.Shared;
        if (_units.IsDeferred(other))
            return isPlain && _source.Units[other.Unit].Form is UnitForm.Alone or UnitForm.Shared;
        // What binds it later has done so by the time that anybody asks, and a loader leaves that value. If a function deletes
        // it again, the loader would give back its own. On one line nobody knows which comes first.
        return isPlain && (other.Line > unit.Line && !_source.Rebound.Contains(other.Name) || other.Line < unit.Line && GivesWay(unit, other))
            || _units.IsSame(unit, other);
    }

    /// <summary>
    /// True if what another statement bound before can be taken away where a unit stands, so that whoever asks for the name
    /// from then on comes to the unit's loader. If that value is deleted, a unit before would answer with an older one.
    /// </summary>
    private bool GivesWay(ImportUnit unit, NameBinding other) =>
        UnitSelection.IsCertain(unit) && _source.Imports[unit.Imports[0]].IsFrom
        && (!_source.Submodules.Contains(other.Name) || _units.HidesSubmodule(unit, other.Name))
        && _source.Functions.All(function => !function.Raw.Contains(other.Name))
        && !(_source.Rebound.Contains(other.Name) && _units.Units.Exists(deferred => deferred.Line < other.Line && _units.NamesOf(deferred).Contains(other.Name)));

    private string? WhyNotEffects(ImportUnit unit) =>
        unit.Imports.Select(index => ModuleEffects.WhyNot(_source, _source.Imports[index], _units.NamesOf(unit), _options))
            .FirstOrDefault(why => why is not null);

    private string? WhyNotFunctions(ImportUnit unit)
    {
        var names = _units.NamesOf(unit).ToHashSet();
        foreach (var function in _source.Functions)
        {
            var reads = function.Reads.Any(names.Contains);
            if ((reads || function.SeesAll) && function.Place == PlaceKind.None)
                return $"{function.Name} (line {function.Line}) has no statement at its start that can hold the load";
            if (function.TooEarly.FirstOrDefault(names.Contains) is { } early)
                return $"{function.Name} (line {function.Line}) reads {early} before any statement that can hold the load";
        }
        return null;
    }

    /// <summary>Keeps the names eager that can't be deferred, where the others are modules of their own.</summary>
    private bool TrySplit(ImportUnit unit)
    {
        if (unit.Form is not (UnitForm.Alone or UnitForm.Shared) || _units.IsStar(unit) || WhyNotModule() is not null
            || WhyNotStar(unit) is not null || WhyNotForm(unit) is not null || _units.EagerOf(unit) is not null)
        {
            return false;
        }
        var statement = _source.Imports[unit.Imports[0]];
        var eager = statement.Names.Where(name => WhyNotName(unit, name.Bound) is not null).ToList();
        var lazy = statement.Names.Except(eager).ToList();
        // What is taken from a module that is loaded anyway saves nothing.
        if (eager.Count == 0 || lazy.Count == 0 || statement.IsFrom && !lazy.All(name => name.IsSubmodule) || HasComment(unit))
            return false;
        _units.Split(unit, eager);
        return true;
    }

    private bool HasComment(ImportUnit unit) =>
        _source.Text.AsSpan(unit.Span.Start, unit.Span.End - unit.Span.Start).Contains((byte)'#');
}
