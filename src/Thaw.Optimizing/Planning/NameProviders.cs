using Thaw.Optimizing.Sources;
using Thaw.Profiling.Analysis.Graphs;
using Thaw.Profiling.Recordings;

namespace Thaw.Optimizing.Planning;

/// <summary>Which modules a name of a module really comes from: what <c>from package import Name</c> would load if the package's own import of it were deferred.</summary>
internal sealed class NameProviders
{
    private readonly ImportsPass _imports;
    private readonly ImportGraph _graph;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _starNames;
    private readonly Dictionary<(int Module, string Name), List<Binding>> _bindings = [];
    private readonly Dictionary<(int Module, string Name), int[]> _known = [];

    /// <summary>Indexes what the statements of all sources bind.</summary>
    /// <param name="imports">The modules.</param>
    /// <param name="graph">The graph of them.</param>
    /// <param name="facts">The sources, by file.</param>
    /// <param name="starNames">Names that a star import of a module binds, by module.</param>
    public NameProviders(
        ImportsPass imports, ImportGraph graph, IReadOnlyDictionary<string, SourceFacts> facts,
        IReadOnlyDictionary<string, IReadOnlyList<string>> starNames)
    {
        _imports = imports;
        _graph = graph;
        _starNames = starNames;
        foreach (var source in facts.Values)
        {
            if (graph.Names.ByName.TryGetValue(source.Module, out var module))
            {
                Index(source, module);
            }
        }
    }

    /// <summary>Modules that the names of a statement come from, beside those that it asks for itself.</summary>
    public IReadOnlyList<int> Behind(ImportStatementFacts import, string module, bool isPackage)
    {
        var from = ModuleOf(Absolute(import, module, isPackage));
        if (!import.IsFrom || from < 0)
        {
            return [];
        }

        var names = import.IsStar ? Star(from) : import.Names.Select(name => name.Name);
        return [.. names.SelectMany(name => Of(from, name)).Distinct()];
    }

    /// <summary>The dotted name of the module that a <c>from … import</c> names, relative ones resolved.</summary>
    public static string Absolute(ImportStatementFacts import, string module, bool isPackage)
    {
        if (import.Level == 0)
        {
            return import.From ?? "";
        }

        var parts = module.Split('.');
        var kept = parts.Length - import.Level + (isPackage ? 1 : 0);
        var package = string.Join('.', parts.Take(Math.Max(0, kept)));
        return string.IsNullOrEmpty(import.From) ? package : package.Length == 0 ? import.From : package + "." + import.From;
    }

    private void Index(SourceFacts source, int module)
    {
        foreach (var import in source.Imports.Where(import => import.AtModuleLevel))
        {
            if (!import.IsFrom)
            {
                IndexPlain(import, module);
            }
            else
            {
                IndexFrom(import, module, ModuleOf(Absolute(import, source.Module, source.IsPackage)));
            }
        }
    }

    private void IndexPlain(ImportStatementFacts import, int module)
    {
        foreach (var name in import.Names)
        {
            // `import a.b` binds a, `import a.b as c` binds a.b.
            Bind(module, name.Bound, new Binding(ModuleOf(name.As is null ? name.Bound : name.Name), null));
        }
    }

    private void IndexFrom(ImportStatementFacts import, int module, int from)
    {
        foreach (var name in import.Names.Where(_ => !import.IsStar))
        {
            Bind(module, name.Bound, new Binding(from, name.Name));
        }

        foreach (var name in import.IsStar && from >= 0 ? Star(from) : [])
        {
            Bind(module, name, new Binding(from, name));
        }
    }

    private void Bind(int module, string name, Binding binding)
    {
        if (binding.From >= 0)
        {
            (_bindings.TryGetValue((module, name), out var list) ? list : _bindings[(module, name)] = []).Add(binding);
        }
    }

    private IReadOnlyList<string> Star(int module) => _starNames.GetValueOrDefault(_imports.Modules[module].Name, []);

    private int[] Of(int module, string name)
    {
        if (_known.TryGetValue((module, name), out var known))
        {
            return known;
        }

        // A name that comes back to itself through a cycle of re-exports adds nothing on the way round.
        _known[(module, name)] = [];
        var found = new SortedSet<int>();
        foreach (var binding in _bindings.GetValueOrDefault((module, name), []))
        {
            found.Add(binding.From);
            if (binding.Name is null)
            {
                continue;
            }

            found.UnionWith(Of(binding.From, binding.Name));
            if (ModuleOf($"{_imports.Modules[binding.From].Name}.{binding.Name}") is >= 0 and var submodule)
            {
                found.Add(submodule);
            }
        }

        return _known[(module, name)] = [.. found];
    }

    private int ModuleOf(string name) => _graph.Names.ByName.GetValueOrDefault(name, -1);

    /// <summary>Where a name comes from: a name of a module, or without one the module itself.</summary>
    private readonly record struct Binding(int From, string? Name);
}
