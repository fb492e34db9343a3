using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>Says of the units that are deferred what the new text needs to know.</summary>
internal sealed class UnitDescriptions(SourceFacts source, UnitSelection units)
{
    /// <summary>All of them, in the order of the text.</summary>
    public IReadOnlyList<DeferredUnit> All()
    {
        var all = units.Units.Select(Describe).ToList();
        return [.. all.Select(unit => WithReaders(unit, all))];
    }

    private DeferredUnit Describe(ImportUnit unit, int position)
    {
        var names = units.NamesOf(unit);
        var placeholders = names.Where(name => units.IsPlaceholder(unit, name)).ToList();
        var owned = names.Except(placeholders).Where(name => units.Owners(name).Contains(unit)).ToList();
        var early = units.EarlyOf(unit).Except(placeholders).ToList();
        var hidden = names.Where(name => units.HidesSubmodule(unit, name)).ToList();
        return new DeferredUnit
        {
            Unit = unit,
            Loader = LoaderAt(position),
            Names = names,
            Owned = owned,
            Early = early,
            Placeholders = placeholders,
            Replaced = [.. names.Where(name => IsReplaced(unit, name) || hidden.Contains(name) && (owned.Contains(name) || early.Contains(name)))],
            Hidden = hidden,
            Later = LaterOf(unit, position, owned),
            Below = BelowOf(unit),
            Packages = PackagesOf(unit),
            StarNames = units.StarNamesOf(unit) is null ? null : [.. names.Where(name => owned.Contains(name) || early.Contains(name))],
            Eager = units.EagerOf(unit),
        };
    }

    private bool IsReplaced(ImportUnit unit, string name) =>
        units.Bindings[name].Any(other => other.Line < unit.Line && !units.IsDeferred(other) && !units.IsSame(unit, other));

    private DeferredUnit WithReaders(DeferredUnit unit, List<DeferredUnit> all)
    {
        if (UnitSelection.IsDefinition(unit.Unit))
        {
            var reads = units.ReadsOf(unit.Unit).ToHashSet();
            // Last first, as in the table of names: a loader leaves what is bound already.
            return unit with { Needed = [.. all.Where(other => other != unit && Gives(other, reads)).Reverse().Select(other => other.Loader)] };
        }
        return unit with { Waiting = [.. units.Reading(units.Units.Where(UnitSelection.IsDefinition), unit.Names).SelectMany(reader => reader.Binds)] };
    }

    private static bool Gives(DeferredUnit unit, HashSet<string> reads) => unit.Owned.Any(reads.Contains) || unit.Packages.Any(reads.Contains);

    private static string LoaderAt(int position) => FormattableString.Invariant($"_thaw_{position}");

    private List<string> LaterOf(ImportUnit unit, int position, List<string> owned) =>
    [
        .. Enumerable.Range(position + 1, units.Units.Count - position - 1).Reverse()
            .Where(later => units.NamesOf(units.Units[later]).Any(owned.Contains) && !(units.IsPlain(unit) && units.IsPlain(units.Units[later])))
            .Select(LoaderAt),
    ];

    private List<string> PackagesOf(ImportUnit unit)
    {
        // What is taken from a package may be a module of it; elsewhere than in this file's own tree nobody has looked.
        var loaded = unit.Imports.Select(index => source.Imports[index]).SelectMany(statement => statement.IsFrom
            ? statement.Names.Select(name => $"{ModuleNames.OfFrom(source, statement)}.{name.Name}")
            : ModuleNames.Loaded(source, statement)).ToList();
        return
        [
            .. source.Imports.Where(statement => statement is { IsFrom: false, AtModuleLevel: true }).SelectMany(statement => statement.Names)
                .Where(name => loaded.Any(module => module.StartsWith((name.As is null ? name.Bound : name.Name) + ".", StringComparison.Ordinal)))
                .Select(name => name.Bound).Distinct(),
        ];
    }

    private List<string> BelowOf(ImportUnit unit)
    {
        var prefix = source.Module + ".";
        return !source.IsPackage ? [] :
        [
            .. unit.Imports.SelectMany(index => ModuleNames.Loaded(source, source.Imports[index]))
                .Where(module => module.StartsWith(prefix, StringComparison.Ordinal))
                .Select(module => module[prefix.Length..]).Distinct(),
        ];
    }
}
