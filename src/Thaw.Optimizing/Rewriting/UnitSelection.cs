using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>Units of a module that are to be deferred, and whose value each of its names has then.</summary>
internal sealed class UnitSelection
{
    private readonly SourceFacts _source;
    private readonly RewriteOptions _options;
    private readonly Dictionary<int, IReadOnlyList<ImportedName>> _eager = [];

    /// <summary>Starts with all that are asked for.</summary>
    /// <param name="source">The module.</param>
    /// <param name="wanted">Units that are to be deferred.</param>
    /// <param name="options">Names of star imports.</param>
    public UnitSelection(SourceFacts source, IEnumerable<ImportUnit> wanted, RewriteOptions options)
    {
        _source = source;
        _options = options;
        Bindings = source.Bindings
            .Concat(source.Units.SelectMany(unit => (StarNamesOf(unit) ?? []).Select(name => new NameBinding(name, unit.Line, unit.Index))))
            .OrderBy(binding => binding.Line).ToLookup(binding => binding.Name);
        Units = [.. wanted.OrderBy(unit => unit.Index)];
    }

    /// <summary>What is deferred, in the order of the text.</summary>
    public List<ImportUnit> Units { get; }

    /// <summary>By name: the statements that bind it, in the order of the text.</summary>
    public ILookup<string, NameBinding> Bindings { get; }

    /// <summary>Names that stay eager although their statement is deferred; null if the statement is not split.</summary>
    public IReadOnlyList<ImportedName>? EagerOf(ImportUnit unit) => _eager.GetValueOrDefault(unit.Index);

    /// <summary>Keeps some names of a statement eager.</summary>
    public void Split(ImportUnit unit, IReadOnlyList<ImportedName> eager) => _eager[unit.Index] = eager;

    /// <summary>True if another statement that binds a name is deferred.</summary>
    public bool IsDeferred(NameBinding binding) => Units.Exists(unit => unit.Index == binding.Unit && !StaysEager(unit, binding.Name));

    /// <summary>Names that a unit binds when it is executed later.</summary>
    public IReadOnlyList<string> NamesOf(ImportUnit unit) =>
        StarNamesOf(unit) ?? [.. unit.Binds.Where(name => !StaysEager(unit, name))];

    /// <summary>Deferred units whose value a name has at the end of the module, as far as the text tells.</summary>
    public List<ImportUnit> Owners(string name)
    {
        var owners = new List<ImportUnit>();
        var last = Bindings[name].LastOrDefault(binding =>
            binding.Unit >= 0 && _source.Units[binding.Unit] is var unit && IsCertain(unit) && !IsDefinition(unit));
        foreach (var unit in Units.Where(unit => NamesOf(unit).Contains(name)).Reverse())
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

    /// <summary>The definitions among the units that a name of some statements is read by, directly or through others of them.</summary>
    /// <param name="definitions">Definitions.</param>
    /// <param name="names">What the statements bind.</param>
    public List<ImportUnit> Reading(IEnumerable<ImportUnit> definitions, IEnumerable<string> names)
    {
        var bound = names.ToHashSet();
        var open = definitions.ToList();
        var found = new List<ImportUnit>();
        while (open.Find(unit => ReadsOf(unit).Any(bound.Contains)) is { } reader)
        {
            open.Remove(reader);
            found.Add(reader);
            bound.UnionWith(reader.Binds);
        }
        return found;
    }

    /// <summary>Names of the module that a definition reads when it is executed.</summary>
    public IEnumerable<string> ReadsOf(ImportUnit definition) =>
        _source.ReadAtImport.Where(pair => pair.Value.Any(read => IsIn(definition, read))).Select(pair => pair.Key);

    /// <summary>True for a read that is made when a deferred definition is executed, and not with the module.</summary>
    public bool IsDeferred(NameRead read) => Units.Exists(unit => IsDefinition(unit) && IsIn(unit, read));

    /// <summary>
    /// Names that a unit answers for until the end of the module only, for modules of a cycle: a statement that stays as it is
    /// binds them again later, or took them over before and gives way to a later unit.
    /// </summary>
    public IEnumerable<string> EarlyOf(ImportUnit unit) => NamesOf(unit).Where(name => Bindings[name].Any(other =>
        other.Line > unit.Line && (!IsDeferred(other) || Bindings[name].Any(stays => stays.Line < other.Line && !IsDeferred(stays)))));

    /// <summary>True for a name that is nobody's in the end: it is deleted, and something has to be there to delete.</summary>
    public bool IsPlaceholder(ImportUnit unit, string name) =>
        unit.Form is UnitForm.Alone or UnitForm.Shared && _source.ReadAtImport.TryGetValue(name, out var reads) && reads.All(read => read.IsDeletion)
        && Bindings[name].All(other => other.Unit == unit.Index || reads.Any(read => read.Line == other.Line))
        // __dir__ is asked when the name is gone.
        && _source.Functions.All(function => (!function.SeesAll || function.Name == "__dir__") && !function.Reads.Contains(name));

    /// <summary>
    /// True if a statement before an <c>import a.b</c> has bound the same <c>a</c>, and that finds <c>b</c> when somebody asks:
    /// the package is rewritten to do so.
    /// </summary>
    public bool IsSame(ImportUnit unit, NameBinding other) =>
        other.Line < unit.Line && other.Unit >= 0 && IsPlain(unit) && IsPlain(_source.Units[other.Unit]) && IsCertain(_source.Units[other.Unit])
        && _options.FindsSubmodules && _options.Sources.TryGetValue(other.Name, out var package) && package is { IsPackage: true, Problem: null, WhyNone: null };

    /// <summary>True for a read of <c>a.c</c> where the unit is <c>import a.b</c> and a statement before it has bound <c>a</c>.</summary>
    public bool IsOfAnother(ImportUnit unit, string name, NameRead read) =>
        read.Attribute.Length > 0 && Bindings[name].Any(other => IsSame(unit, other))
        && _source.Imports[unit.Imports[0]].Names.Where(item => item.Bound == name)
            .All(item => item.Name.Split('.') is [_, var module, ..] && module != read.Attribute);

    /// <summary>
    /// True for a name that hides a submodule, as a star import of another package may bring it, where a plain statement before has
    /// loaded that submodule: only the first import of it would bind the name again.
    /// </summary>
    public bool HidesSubmodule(ImportUnit unit, string name) =>
        unit.Form is UnitForm.Alone or UnitForm.Shared && _source.Submodules.Contains(name) && _source.Imports[unit.Imports[0]].IsFrom
        && !IsTheSubmodule(unit, name) && $"{_source.Module}.{name}" is var submodule && _source.Imports.Any(statement =>
            statement is { AtModuleLevel: true, Guard: null } && statement.Line < unit.Line && ModuleNames.Loaded(_source, statement)
                .Any(module => module == submodule || module.StartsWith(submodule + ".", StringComparison.Ordinal)));

    /// <summary>True for a name that is the submodule itself.</summary>
    public bool IsTheSubmodule(ImportUnit unit, string name) =>
        unit.Imports.Select(index => _source.Imports[index]).Any(statement =>
            statement.IsFrom && ModuleNames.OfFrom(_source, statement) == _source.Module
            && statement.Names.Any(item => item.IsSubmodule && item.Name == name && item.Bound == name));

    /// <summary>True for a read on a unit's lines.</summary>
    public static bool IsIn(ImportUnit unit, NameRead read) => unit.Line <= read.Line && read.Line <= unit.EndLine;

    /// <summary>True for a class or function.</summary>
    public static bool IsDefinition(ImportUnit unit) => unit.Form == UnitForm.Definition;

    /// <summary>True for a statement that is executed whenever the module is.</summary>
    public static bool IsCertain(ImportUnit unit) => !unit.IsConditional && unit.Form is UnitForm.Alone or UnitForm.Shared or UnitForm.Definition;

    /// <summary>True for <c>import a, b.c</c>, which binds the same whenever it is executed.</summary>
    public bool IsPlain(ImportUnit unit) =>
        unit.Form is UnitForm.Alone or UnitForm.Shared
        && _source.Imports[unit.Imports[0]] is { IsFrom: false } statement && statement.Names.All(name => name.As is null);

    /// <summary>True if it holds a star import.</summary>
    public bool IsStar(ImportUnit unit) => unit.Imports.Any(index => _source.Imports[index].IsStar);

    /// <summary>Names of a star import; null for another unit, and if they are not known.</summary>
    public IReadOnlyList<string>? StarNamesOf(ImportUnit unit) =>
        unit.Form is UnitForm.Alone or UnitForm.Shared && _source.Imports[unit.Imports[0]] is { IsStar: true } star ? StarNames(star) : null;

    /// <summary>Names of a star import; null if they are not known.</summary>
    public IReadOnlyList<string>? StarNames(ImportStatementFacts star) =>
        ModuleNames.OfFrom(_source, star) is { } module ? _options.StarNames.GetValueOrDefault(module) : null;

    private bool StaysEager(ImportUnit unit, string name) =>
        _eager.TryGetValue(unit.Index, out var eager) && eager.Any(item => item.Bound == name);
}
