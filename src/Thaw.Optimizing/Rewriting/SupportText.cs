using System.Text;
using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>Writes what makes a module's deferred names visible to others (PEP 562).</summary>
/// <remarks>
/// Two parts. The set-up stands before the first deferred statement: a module that is imported meanwhile, in a cycle,
/// already finds names whose statements have been passed, and only those, as if they had been executed. The block at
/// the end of the file, where it moves no line, takes over with the exact messages, <c>__dir__</c>, <c>__all__</c> for
/// star imports, and submodules that only a deferred import would have loaded.
/// </remarks>
internal sealed class SupportText(SourceFacts source, IReadOnlyList<DeferredUnit> units, RewriteOptions options, BuiltinNames builtins)
{
    /// <summary>The other name that the module's own functions __getattr__ get.</summary>
    public const string OwnFinder = "_thaw__getattr__";

    private IReadOnlyList<(string Name, string Module)>? _borrowed;

    /// <summary>How the builtins are named.</summary>
    public BuiltinNames Builtins => builtins;

    private bool Binds(string name) => source.Bindings.Any(binding => binding.Name == name);

    /// <summary>True if the module's own functions __getattr__ get another name, so that none replaces the one that is put in before.</summary>
    public bool IsRenamed => units.Count > 0 && source.Finders.Count > 0
        && source.Bindings.Count(binding => binding.Name == "__getattr__") <= source.Finders.Count;

    private IEnumerable<string> Submodules => source.Submodules
        .Where(name => options.LoadedModules?.Contains($"{source.Module}.{name}") ?? true)
        .Union(Modules)
        .Order(StringComparer.Ordinal);

    /// <summary>
    /// True for a submodule among the names: the import of one binds it, and <c>from . import name</c> asks for the attribute
    /// first, so a loader that answered would call itself without end. One that is hidden is loaded by then.
    /// </summary>
    private bool IsModule(string name) =>
        units.Any(unit => unit.Below.Any(module => module.Split('.')[0] == name)) && !units.Any(unit => unit.Hidden.Contains(name));

    /// <summary>Those that others find: a guarded import that came to nothing on the original has loaded none.</summary>
    private List<string> Modules => [.. Below.Select(group => group.Key)];

    /// <summary>By submodule that others find: the modules that deferred imports load of it and below it.</summary>
    private IEnumerable<IGrouping<string, string>> Below => units.SelectMany(unit => unit.Below).Distinct()
        .Where(module => options.LoadedModules?.Contains($"{source.Module}.{module}") ?? true).GroupBy(module => module.Split('.')[0]);

    private static string Entry(string name, IEnumerable<string> modules) =>
        $"{PythonText.Quote(name)}: {PythonText.Tuple(modules.Select(PythonText.Quote))}";

    /// <summary>The set-up as statements, without a line break.</summary>
    public string Statements() => string.Join("; ", Assignments().Select(item => $"{item.Name} = {item.Value}"));

    /// <summary>The set-up as one expression.</summary>
    public string Expression() => PythonText.Tuple(Assignments().Select(item => $"{item.Name} := {item.Value}"));

    private IEnumerable<(string Name, string Value)> Assignments()
    {
        if (builtins.SetUp is { } holder)
            yield return holder;
        yield return ("_thaw_names", Table(Owners));
        if (Wider.Count > 0)
            yield return ("_thaw_wider", Table(Wider));
        // A function may be called before the statement is reached, or that may never be.
        foreach (var unit in units)
            yield return (unit.Loader, builtins["bool"]);
        var modules = Modules.Count == 0 ? "" : $"[__import__(f'{{__name__}}.{{module}}') for module in "
            + $"{{{string.Join(", ", Below.Select(group => Entry(group.Key, group)))}}}.get(name, ())], ";
        var all = builtins["globals"] + "()";
        var missing = $"{builtins["object"]}.__getattribute__(__import__('sys').modules[__name__], name)";
        var early = $"lambda name: ({modules}[{all}.get(load, {builtins["bool"]})() for load in {Loads}], "
            + (IsRenamed ? $"{all}[name] if name in {all} else {OwnFinder}(name)" : missing) + ")[-1]";
        if (IsRenamed)
            yield return (OwnFinder, $"{all}.get('{OwnFinder}', lambda name: {missing})");
        yield return ("__getattr__", Binds("__getattr__") && !IsRenamed ? $"{all}.get('__getattr__', {early})" : early);
    }

    /// <summary>Names of the loaders that a name needs. One that was executed has become bool: a name that was deleted since stays away.</summary>
    private string Loads => "_thaw_names.get(name, ())" + (Wider.Count > 0 ? " + _thaw_wider.get(name, ())" : "");

    /// <summary>By name: the loaders that bind it, last statement first, because a loader leaves what is bound already.</summary>
    private List<IGrouping<string, string>> Owners => Loaders(unit => unit.Owned.Union(unit.Early));

    /// <summary>By name of a package that is deferred: loaders that bind other names and load modules of it.</summary>
    private List<IGrouping<string, string>> Wider =>
        Loaders(unit => unit.Packages.Except(unit.Owned).Where(name => units.Any(other => other.Owned.Contains(name))));

    private List<IGrouping<string, string>> Loaders(Func<DeferredUnit, IEnumerable<string>> names) =>
    [
        .. units.SelectMany(unit => names(unit).Select(name => (Name: name, unit.Loader)))
            .Where(pair => !IsModule(pair.Name)).Reverse().GroupBy(pair => pair.Name, pair => pair.Loader)
            .OrderBy(group => group.Key, StringComparer.Ordinal),
    ];

    private static string Table(IEnumerable<IGrouping<string, string>> groups) =>
        $"{{{string.Join(", ", groups.Select(group => Entry(group.Key, group)))}}}";

    /// <summary>What takes the place of <c>dir()</c> at module level: the deferred names whose statements were passed are there too.</summary>
    public string Dir()
    {
        var inside = source.Submodules.Where(name => options.LoadedInside?.Contains($"{source.Module}.{name}") == true).Order(StringComparer.Ordinal);
        var submodules = string.Concat(Modules.Union(inside).Select(name => ", " + PythonText.Quote(name)));
        var passed = $"{builtins["globals"]}().get(load, {builtins["bool"]}) is not {builtins["bool"]}";
        return $"{builtins["sorted"]}(name for name in {{*dir(), *(name for name, loads in _thaw_names.items() "
            + $"if {builtins["any"]}({passed} for load in loads)){submodules}}} "
            + "if name[:6] != '_thaw_' and name != '__getattr__')";
    }

    /// <summary>The block at the end of the file.</summary>
    public string Block()
    {
        var block = new StringBuilder();
        var chained = Binds("__getattr__");
        block.Append("\n# Added by thaw optimize: other modules find here what deferred imports bind (PEP 562).\n");
        if (source.IsPackage)
            block.Append($"_thaw_submodules = {{{string.Join(", ", Submodules.Select(name => Entry(name, BelowOrItself(name))))}}}\n");
        if (Borrowed.Count > 0)
            block.Append($"_thaw_borrowed = {{{string.Join(", ", Borrowed.Select(item => $"{PythonText.Quote(item.Name)}: {PythonText.Quote(item.Module)}"))}}}\n");
        if (chained && !IsRenamed)
            block.Append($"{OwnFinder} = __getattr__\n");
        block.Append("def __getattr__(name):\n");
        if (source.IsPackage)
            block.Append("    for module in _thaw_submodules.get(name, ()):\n        __import__(f\"{__name__}.{module}\")\n");
        if (Borrowed.Count > 0)
            block.Append($"    if name in _thaw_borrowed:\n        __import__(_thaw_borrowed[name])\n        {builtins["globals"]}()[name] = __import__(\"sys\").modules[_thaw_borrowed[name]]\n");
        if (units.Count > 0)
            block.Append($"    for load in {Loads}:\n        {builtins["globals"]}()[load]()\n");
        block.Append($"    if name in {builtins["globals"]}():\n        return {builtins["globals"]}()[name]\n");
        // Another thread has loaded it, and the interpreter is about to put it there.
        if (source.IsPackage)
            block.Append("    if name in _thaw_submodules:\n        return __import__(\"sys\").modules[f\"{__name__}.{name}\"]\n");
        if (!Binds("__all__") && (units.Count > 0 || options.LoadedModules is not null))
            block.Append($"    if name == \"__all__\":\n        return [public for public in {(Binds("__dir__") ? Names() : "__dir__()")} if public[0] != \"_\"]\n");
        block.Append(chained
            ? $"    return {OwnFinder}(name)\n"
            : $"    raise {builtins["AttributeError"]}(f\"module {{__name__!r}} has no attribute {{name!r}}\")\n");
        AppendDir(block);
        return block.ToString().Replace("\n", source.Newline, StringComparison.Ordinal);
    }

    /// <summary>
    /// Names that a star import which stays finds only if somebody has loaded modules of that package by then: who did may
    /// be deferred now. Of several such imports the last one counts, unless what is deferred comes after it.
    /// </summary>
    private IReadOnlyList<(string Name, string Module)> Borrowed => _borrowed ??=
    [
        .. source.Imports.Where(statement => statement is { IsStar: true, AtModuleLevel: true } && units.All(unit => unit.Unit.Index != statement.Unit))
            .Reverse().Select(statement => ModuleNames.OfFrom(source, statement)).OfType<string>()
            .Where(module => options.Sources.ContainsKey(module)).Select(module => options.Sources[module])
            .SelectMany(package => options.StarNames.GetValueOrDefault(package.Module, [])
                .Where(name => package.Submodules.Contains(name) && package.Bindings.All(binding => binding.Name != name) && !Binds(name) && !units.Any(unit => unit.Owned.Contains(name)))
                .Select(name => (name, $"{package.Module}.{name}")))
            .DistinctBy(item => item.name),
    ];

    private IEnumerable<string> BelowOrItself(string name) => Below.FirstOrDefault(group => group.Key == name) ?? Enumerable.Repeat(name, 1);

    private void AppendDir(StringBuilder block)
    {
        // A module that says itself what it has left out before what it leaves out now.
        if (Binds("__dir__"))
            return;
        var hidden = Binds("__getattr__") ? "name != \"__dir__\"" : "name not in (\"__getattr__\", \"__dir__\")";
        var tried = units.Where(unit => Uncertain(unit).Any()).ToList();
        block.Append("def __dir__():\n")
            .Append(tried.Count == 0 ? "" : $"    {string.Join("; ", tried.Select(unit => unit.Loader + "()"))}\n")
            .Append($"    return [name for name in {Names()} if name[:6] != \"_thaw_\" and {hidden}]\n");
    }

    /// <summary>A dictionary of all names, deferred ones included.</summary>
    private string Names()
    {
        // What a guarded import binds is known only when it has been tried.
        var unknown = units.SelectMany(Uncertain).Distinct().Select(PythonText.Quote).ToList();
        var open = unknown.Count == 0 ? "" : $" and name not in {PythonText.Tuple(unknown)}";
        var names = units.Count == 0 ? $"{{**{builtins["globals"]}()" : $"{{**{builtins["globals"]}(), **{{name: 0 for name, loads in _thaw_names.items() "
            + $"if {builtins["any"]}({builtins["globals"]}()[load] is not {builtins["bool"]} for load in loads){open}}}";
        names += source.IsPackage && options.LoadedModules is not null ? ", **_thaw_submodules}"
            : string.Concat(Modules.Select(name => $", {PythonText.Quote(name)}: 0")) + "}";
        return Borrowed.Count > 0 ? $"{{**{names}, **_thaw_borrowed}}" : names;
    }

    private static IEnumerable<string> Uncertain(DeferredUnit unit) =>
        unit.Unit.Form is UnitForm.Guarded or UnitForm.Indented ? unit.Owned.Except(unit.Unit.Certain) : [];
}
