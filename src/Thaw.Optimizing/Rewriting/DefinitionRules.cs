using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>Says which classes and functions are the same when their statements are executed later.</summary>
/// <remarks>
/// That the statement itself does nothing but define has been found by the parser. Here: that what it reads is the same
/// later, and that nobody notices a subclass that is missing. A base of which no source is known may notice; what it
/// keeps of its subclasses is left to verification.
/// </remarks>
internal static class DefinitionRules
{
    /// <summary>Why a definition can't wait, one line; null if it may be tried.</summary>
    /// <param name="source">The module.</param>
    /// <param name="unit">A definition in it.</param>
    /// <param name="units">What else binds names.</param>
    /// <param name="options">The other sources.</param>
    public static string? WhyNot(SourceFacts source, ImportUnit unit, UnitSelection units, RewriteOptions options)
    {
        var name = unit.Binds[0];
        if (units.Bindings[name].Count() > 1 || source.Rebound.Contains(name))
            return $"{name} is bound more than once";
        foreach (var read in units.ReadsOf(unit))
        {
            if (source.Shadowed.Contains(read))
                return $"{name} reads {read}, which is not the builtin";
            if (source.Rebound.Contains(read) || units.Bindings[read].Any(binding => binding.Line > unit.Line)
                || source.ReadAtImport[read].Any(other => other.IsDeletion && other.Line > unit.Line))
                return $"{name} reads {read}, which changes later";
        }
        // An object of a class may be made later; what another call does, nobody knows.
        if (unit.Calls.FirstOrDefault(chain => Find(source, chain, options, 0).Class is not { Hooks: false }) is { } called)
            return $"{name} calls {called}, of which no class is known";
        return source.Classes.FirstOrDefault(item => item.Name == name) is { } facts
            ? facts.Bases.Select(item => WhyNoticed(source, item, options, [])).FirstOrDefault(why => why is not null)
            : null;
    }

    /// <summary>Who would notice that a subclass of a base is missing; null if nobody is known.</summary>
    private static string? WhyNoticed(SourceFacts source, string chain, RewriteOptions options, HashSet<string> seen)
    {
        if (!seen.Add(source.Module + ":" + chain))
            return null;
        var (holder, found) = Find(source, chain, options, 0);
        if (found is { Hooks: true })
            return $"{found.Name} of {holder.Module} has a say in its subclasses";
        var library = holder.Module.Split('.')[0];
        if (options.Sources.Values.FirstOrDefault(other => other.AsksSubclasses && other.Module.Split('.')[0] == library) is { } asks)
            return $"{asks.Module} asks for subclasses";
        return found?.Bases.Select(item => WhyNoticed(holder, item, options, seen)).FirstOrDefault(why => why is not null);
    }

    /// <summary>The class that a dotted name means, with the module that holds it; no class, and the last module known, if its text is not found.</summary>
    private static (SourceFacts Holder, ClassFacts? Class) Find(SourceFacts source, string chain, RewriteOptions options, int depth)
    {
        var dot = chain.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 && source.Classes.FirstOrDefault(item => item.Name == chain) is { } own)
            return (source, own);
        // Names may come back to themselves through modules that take them from each other.
        foreach (var target in depth < 20 ? Targets(source, chain, dot < 0 ? chain : chain[..dot], options) : [])
        {
            if (Split(target, options) is { } place)
                return place.Inner.Length == 0 ? (place.Module, null) : Find(place.Module, place.Inner, options, depth + 1);
        }
        return (source, null);
    }

    /// <summary>Absolute dotted names that a chain may mean.</summary>
    private static IEnumerable<string> Targets(SourceFacts source, string chain, string root, RewriteOptions options)
    {
        foreach (var statement in source.Imports.Where(item => item.AtModuleLevel).Reverse())
        {
            var from = statement.IsFrom ? ModuleNames.OfFrom(source, statement) : "";
            if (from is null)
                continue;
            if (statement.IsStar && options.StarNames.GetValueOrDefault(from, []).Contains(root))
                yield return $"{from}.{chain}";
            foreach (var name in statement.IsStar ? [] : statement.Names.Where(name => name.Bound == root))
            {
                yield return statement.IsFrom ? $"{from}.{name.Name}{chain[root.Length..]}"
                    : name.As is null ? chain : name.Name + chain[root.Length..];
            }
        }
    }

    /// <summary>The innermost module of a dotted name whose source is known, and the rest of the name.</summary>
    private static (SourceFacts Module, string Inner)? Split(string dotted, RewriteOptions options)
    {
        for (var end = dotted.Length; end > 0; end = dotted.LastIndexOf('.', end - 1))
        {
            if (options.Sources.TryGetValue(dotted[..end], out var module))
                return (module, end == dotted.Length ? "" : dotted[(end + 1)..]);
        }
        return null;
    }
}
