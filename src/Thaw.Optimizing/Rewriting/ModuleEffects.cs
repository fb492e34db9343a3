using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>What the modules that a statement loads do to others while they are executed, as far as their texts tell.</summary>
internal static class ModuleEffects
{
    /// <summary>Why a statement can't wait for what it loads, one line; null if nothing is known against it.</summary>
    /// <param name="source">The module that holds the statement.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="names">What it binds.</param>
    /// <param name="options">The other sources.</param>
    public static string? WhyNot(SourceFacts source, ImportStatementFacts statement, IEnumerable<string> names, RewriteOptions options)
    {
        var bound = names.ToHashSet();
        if (IsForItsEffect(source, statement))
            return $"nothing reads {statement.Names[0].Bound}: it is imported for what it does";
        // What the module does itself, it does as before.
        foreach (var module in ModuleNames.Loaded(source, statement).Where(name => name != source.Module)
            .Select(options.Sources.GetValueOrDefault).OfType<SourceFacts>())
        {
            if (Changed(source, module) is { } changed)
                return $"its import changes {changed}, which the module reads while it is executed";
            if (AskedFor(source, module).FirstOrDefault(bound.Contains) is { } asked)
                return $"{asked} is asked for by {module.Module} itself, which it loads";
        }
        return null;
    }

    /// <summary>True for <c>import package.module</c> inside of that package where nothing reads the package's name.</summary>
    private static bool IsForItsEffect(SourceFacts source, ImportStatementFacts statement) =>
        statement is { IsFrom: false, Names: [{ As: null } name] } && name.Name.Contains('.', StringComparison.Ordinal)
        && Library(source.Module) == name.Bound && !source.ReadAtImport.ContainsKey(name.Bound)
        // A __dir__ lists names, and does nothing with what they stand for.
        && source.Functions.All(function => (!function.SeesAll || function.Name == "__dir__") && !function.Reads.Contains(name.Bound));

    /// <summary>
    /// What a module changes and another reads while it is executed. Registries are filled like that: who reads one early
    /// needs the modules that fill it. Only objects of their own libraries count, not sys.path or os.environ.
    /// </summary>
    private static string? Changed(SourceFacts reader, SourceFacts module)
    {
        if (module.Changes.Count == 0)
            return null;
        var imported = Imported(module);
        var changed = module.Changes.Select(chain => Resolve(imported, chain)).OfType<string>()
            .Where(item => Library(item) == Library(module.Module) || Library(item) == Library(reader.Module)).ToList();
        return changed.Count == 0 ? null : Imported(reader)
            .Where(pair => reader.ReadAtImport.ContainsKey(pair.Key))
            .Select(pair => changed.Find(item => item == pair.Value.Dotted || item.StartsWith(pair.Value.Dotted + ".", StringComparison.Ordinal)))
            .FirstOrDefault(item => item is not null);
    }

    /// <summary>Names that a module takes from another while it is executed.</summary>
    private static IEnumerable<string> AskedFor(SourceFacts from, SourceFacts module) =>
        module.Imports.Where(item => item is { AtModuleLevel: true, IsFrom: true, IsStar: false } && ModuleNames.OfFrom(module, item) == from.Module)
            .SelectMany(item => item.Names).Where(name => !name.IsSubmodule).Select(name => name.Name);

    /// <summary>A chain with the module in the place of the name; calls of functions of a module say nothing of what they change.</summary>
    private static string? Resolve(Dictionary<string, (string Dotted, bool IsModule)> imported, string chain)
    {
        var dot = chain.IndexOf('.', StringComparison.Ordinal);
        var root = dot < 0 ? chain : chain[..dot];
        if (!imported.TryGetValue(root, out var value) || dot < 0 && value.IsModule)
            return null;
        return dot < 0 ? value.Dotted : value.Dotted + chain[dot..];
    }

    private static string Library(string dotted) => dotted.Split('.')[0];

    /// <summary>By name: the dotted name of what it was imported as, and whether that is known to be a module.</summary>
    private static Dictionary<string, (string Dotted, bool IsModule)> Imported(SourceFacts source)
    {
        var found = new Dictionary<string, (string Dotted, bool IsModule)>();
        foreach (var statement in source.Imports.Where(item => item is { AtModuleLevel: true, IsStar: false }))
        {
            var module = statement.IsFrom ? ModuleNames.OfFrom(source, statement) + "." : "";
            foreach (var name in statement.Names)
                found[name.Bound] = (name.As is null && !statement.IsFrom ? name.Bound : module + name.Name, !statement.IsFrom || name.IsSubmodule);
        }
        return found;
    }
}
