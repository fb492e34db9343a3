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
    private readonly List<ImportUnit> _deferred;
    private readonly Dictionary<int, string> _refused = [];
    private readonly Dictionary<int, IReadOnlyList<ImportedName>> _eager = [];
    private readonly ILookup<string, NameBinding> _bindings;

    /// <summary>Decides.</summary>
    /// <param name="source">The module.</param>
    /// <param name="wanted">Units that are to be deferred.</param>
    /// <param name="options">Names of star imports.</param>
    public Eligibility(SourceFacts source, IEnumerable<ImportUnit> wanted, RewriteOptions options)
    {
        _source = source;
        _options = options;
        _deferred = [.. wanted.OrderBy(unit => unit.Index)];
        _bindings = source.Bindings
            .Concat(source.Units.SelectMany(unit => (StarNamesOf(unit) ?? []).Select(name => new NameBinding(name, unit.Line, unit.Index))))
            .OrderBy(binding => binding.Line).ToLookup(binding => binding.Name);
        Settle();
    }

    /// <summary>By unit: why it is left alone.</summary>
    public IReadOnlyDictionary<int, string> Refused => _refused;

    /// <summary>What is deferred, in the order of the text.</summary>
    public IReadOnlyList<DeferredUnit> Deferred() => [.. _deferred.Select(Describe)];

    private DeferredUnit Describe(ImportUnit unit, int position)
    {
        var names = NamesOf(unit);
        var placeholders = names.Where(name => IsPlaceholder(unit, name)).ToList();
        var owned = names.Except(placeholders).Where(name => Owners(name).Contains(unit)).ToList();
        var early = names.Except(placeholders).Where(name => _bindings[name].Any(other => other.Line > unit.Line && !IsDeferred(other)));
        return new DeferredUnit
        {
            Unit = unit,
            Loader = LoaderAt(position),
            Names = names,
            Owned = owned,
            Early = [.. early],
            Placeholders = placeholders,
            Replaced = [.. names.Where(name => _bindings[name].Any(other => other.Line < unit.Line && !IsDeferred(other)))],
            Later = LaterOf(unit, position, owned),
            Below = BelowOf(unit),
            Packages = PackagesOf(unit),
            StarNames = StarNamesOf(unit) is null ? null : [.. names.Where(name => owned.Contains(name) || early.Contains(name))],
            Eager = _eager.GetValueOrDefault(unit.Index),
        };
    }

    private static string LoaderAt(int position) => FormattableString.Invariant($"_thaw_{position}");

    private List<string> LaterOf(ImportUnit unit, int position, List<string> owned) =>
    [
        .. Enumerable.Range(position + 1, _deferred.Count - position - 1).Reverse()
            .Where(later => NamesOf(_deferred[later]).Any(owned.Contains) && !(IsPlain(unit) && IsPlain(_deferred[later])))
            .Select(LoaderAt),
    ];

    private void Settle()
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var unit in _deferred.ToList())
            {
                if (WhyNot(unit) is not { } why)
                    continue;
                if (!TrySplit(unit))
                {
                    _refused[unit.Index] = why;
                    _deferred.Remove(unit);
                }
                changed = true;
            }
        }
    }

    private string? WhyNot(ImportUnit unit) =>
        WhyNotModule() ?? WhyNotStar(unit) ?? WhyNotForm(unit)
        ?? NamesOf(unit).Select(name => WhyNotName(unit, name)).FirstOrDefault(why => why is not null)
        ?? WhyNotFunctions(unit)
        ?? WhyNotEffects(unit)
        ?? (NamesOf(unit).Any(name => Owners(name).Contains(unit)) ? null : "all that it binds is bound again later");

    private string? WhyNotModule()
    {
        if (_source.WhyNone is { } why)
            return why;
        if (_source.Text.AsSpan().IndexOf("_thaw_"u8) >= 0)
            return "the module has been rewritten already";
        return _bindings.Contains("__import__") ? "the module has an __import__ of its own" : null;
    }

    private string? WhyNotStar(ImportUnit unit)
    {
        if (IsStar(unit) && StarNamesOf(unit) is null)
            return "the names of the star import are not known";
        if (IsStar(unit) && !_source.IsUtf8 && StarNamesOf(unit)!.Any(name => !name.All(char.IsAscii)))
            return "names of the star import can't be written in the file's encoding";
        var unknown = _source.Imports.FirstOrDefault(other =>
            other.IsStar && other.AtModuleLevel && other.Line < unit.Line && StarNames(other) is null);
        return unknown is null ? null : $"line {unknown.Line} may bind the same names: those of its star import are not known";
    }

    private string? WhyNotForm(ImportUnit unit)
    {
        if (unit.Form is UnitForm.Guarded or UnitForm.Indented && LoaderText.Quotes(_source, unit.Span) is null)
            return "the try statement around it holds triple quotes of both kinds";
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
        if (_source.Submodules.Contains(name) && !IsTheSubmodule(unit, name))
            return $"{name} is the name of a submodule too: whoever imports that would replace it";
        return _bindings[name].Where(other => other.Unit != unit.Index && !Agrees(unit, other))
            .Select(other => $"{name} is bound at line {other.Line} too").FirstOrDefault();
    }

    /// <summary>How a name is read while the module is executed where the value is a unit's; null if it is not.</summary>
    private string? WhyRead(ImportUnit unit, string name) =>
        _source.ReadAtImport.GetValueOrDefault(name, [])
            // A name that is deleted later is nobody's from then on, whoever has bound it last.
            .Where(read => !IsCertain(unit) ? read.After <= unit.Line : read.MayBeOf(unit.Line) || read.IsDeletion && read.Line >= unit.Line)
            .Where(read => !read.IsDeletion || !IsPlaceholder(unit, name)).Select(read => read.How).FirstOrDefault();

    /// <summary>True for a name that is nobody's in the end: it is deleted, and something has to be there to delete.</summary>
    private bool IsPlaceholder(ImportUnit unit, string name) =>
        IsCertain(unit) && _source.ReadAtImport.TryGetValue(name, out var reads) && reads.All(read => read.IsDeletion)
        && _bindings[name].All(other => other.Unit == unit.Index || reads.Any(read => read.Line == other.Line))
        && _source.Functions.All(function => !function.SeesAll && !function.Reads.Contains(name));

    /// <summary>True if a name has the value that it had, although a unit that binds it is deferred and another statement binds it too.</summary>
    private bool Agrees(ImportUnit unit, NameBinding other)
    {
        // Which of several wins depends on what a guard finds: only plain statements are sure to bind in their order.
        var isPlain = unit.Form is UnitForm.Alone or UnitForm.Shared;
        if (IsDeferred(other))
            return isPlain && _source.Units[other.Unit].Form is UnitForm.Alone or UnitForm.Shared;
        // What binds it later has done so by the time that anybody asks; a loader leaves that value, or finds none.
        // On one line nobody knows which comes first.
        return isPlain && (other.Line > unit.Line || other.Line < unit.Line && GivesWay(unit, other));
    }

    /// <summary>
    /// True if what another statement bound before can be taken away where a unit stands, so that whoever asks for the name
    /// from then on comes to the unit's loader. A unit before that other statement would answer as well, with an older value.
    /// </summary>
    private bool GivesWay(ImportUnit unit, NameBinding other) =>
        IsCertain(unit) && _source.Imports[unit.Imports[0]].IsFrom && !_source.Submodules.Contains(other.Name)
        && _source.Functions.All(function => !function.Raw.Contains(other.Name))
        && !_deferred.Exists(deferred => deferred.Line < other.Line && NamesOf(deferred).Contains(other.Name));

    private string? WhyNotEffects(ImportUnit unit) =>
        unit.Imports.Select(index => ModuleEffects.WhyNot(_source, _source.Imports[index], NamesOf(unit), _options))
            .FirstOrDefault(why => why is not null);

    private string? WhyNotFunctions(ImportUnit unit)
    {
        var names = NamesOf(unit).ToHashSet();
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
        if (unit.Form is UnitForm.Guarded or UnitForm.Indented || IsStar(unit) || WhyNotModule() is not null
            || WhyNotStar(unit) is not null || WhyNotForm(unit) is not null || _eager.ContainsKey(unit.Index))
        {
            return false;
        }
        var statement = _source.Imports[unit.Imports[0]];
        var eager = statement.Names.Where(name => WhyNotName(unit, name.Bound) is not null).ToList();
        var lazy = statement.Names.Except(eager).ToList();
        // What is taken from a module that is loaded anyway saves nothing.
        if (eager.Count == 0 || lazy.Count == 0 || statement.IsFrom && !lazy.All(name => name.IsSubmodule) || HasComment(unit))
            return false;
        _eager[unit.Index] = eager;
        return true;
    }

    private bool HasComment(ImportUnit unit) =>
        _source.Text.AsSpan(unit.Span.Start, unit.Span.End - unit.Span.Start).Contains((byte)'#');

    private bool IsDeferred(NameBinding binding) =>
        _deferred.Exists(unit => unit.Index == binding.Unit && !StaysEager(unit, binding.Name));

    private bool StaysEager(ImportUnit unit, string name) =>
        _eager.TryGetValue(unit.Index, out var eager) && eager.Any(item => item.Bound == name);

    private IReadOnlyList<string> NamesOf(ImportUnit unit) =>
        StarNamesOf(unit) ?? [.. unit.Binds.Where(name => !StaysEager(unit, name))];

    /// <summary>Deferred units whose value a name has at the end of the module, as far as the text tells.</summary>
    private List<ImportUnit> Owners(string name)
    {
        var owners = new List<ImportUnit>();
        var last = _bindings[name].LastOrDefault(binding => binding.Unit >= 0 && IsCertain(_source.Units[binding.Unit]));
        foreach (var unit in _deferred.Where(unit => NamesOf(unit).Contains(name)).Reverse())
        {
            if (last is not null && !IsDeferred(last) && last.Line > unit.Line)
                break;
            owners.Insert(0, unit);
            // import a.b and import a.c bind the same a; otherwise the last statement that is certain to run decides.
            if (IsCertain(unit) && !IsPlain(unit))
                break;
        }
        return owners;
    }

    private static bool IsCertain(ImportUnit unit) => !unit.IsConditional && unit.Form is UnitForm.Alone or UnitForm.Shared;

    private bool IsPlain(ImportUnit unit) =>
        unit.Form is UnitForm.Alone or UnitForm.Shared
        && _source.Imports[unit.Imports[0]] is { IsFrom: false } statement && statement.Names.All(name => name.As is null);

    private bool IsStar(ImportUnit unit) => unit.Imports.Any(index => _source.Imports[index].IsStar);

    private IReadOnlyList<string>? StarNamesOf(ImportUnit unit) =>
        unit.Form is UnitForm.Alone or UnitForm.Shared && _source.Imports[unit.Imports[0]] is { IsStar: true } star ? StarNames(star) : null;

    private IReadOnlyList<string>? StarNames(ImportStatementFacts star) =>
        ModuleNames.OfFrom(_source, star) is { } module ? _options.StarNames.GetValueOrDefault(module) : null;

    private bool IsTheSubmodule(ImportUnit unit, string name) =>
        unit.Imports.Select(index => _source.Imports[index]).Any(statement =>
            statement.IsFrom && ModuleNames.OfFrom(_source, statement) == _source.Module
            && statement.Names.Any(item => item.IsSubmodule && item.Name == name && item.Bound == name));

    private List<string> PackagesOf(ImportUnit unit)
    {
        // What is taken from a package may be a module of it; elsewhere than in this file's own tree nobody has looked.
        var loaded = unit.Imports.Select(index => _source.Imports[index]).SelectMany(statement => statement.IsFrom
            ? statement.Names.Select(name => $"{ModuleNames.OfFrom(_source, statement)}.{name.Name}")
            : ModuleNames.Loaded(_source, statement)).ToList();
        return
        [
            .. _source.Imports.Where(statement => statement is { IsFrom: false, AtModuleLevel: true }).SelectMany(statement => statement.Names)
                .Where(name => loaded.Any(module => module.StartsWith((name.As is null ? name.Bound : name.Name) + ".", StringComparison.Ordinal)))
                .Select(name => name.Bound).Distinct(),
        ];
    }

    private List<string> BelowOf(ImportUnit unit)
    {
        var prefix = _source.Module + ".";
        return !_source.IsPackage ? [] :
        [
            .. unit.Imports.SelectMany(index => ModuleNames.Loaded(_source, _source.Imports[index]))
                .Where(module => module.StartsWith(prefix, StringComparison.Ordinal))
                .Select(module => module[prefix.Length..]).Distinct(),
        ];
    }
}
