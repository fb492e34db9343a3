using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Exports;

/// <summary>A module's place in the text of loads.</summary>
/// <param name="Module">Index of the module.</param>
/// <param name="Depth">Loads around it.</param>
/// <param name="CumulativeUs">Its own time and that of all loads inside it, µs.</param>
internal readonly record struct NestedLoad(int Module, int Depth, long CumulativeUs);

/// <summary>Which load happened inside which, as the interpreter sees it.</summary>
/// <remarks>
/// A recording keeps a package that <c>import a.b</c> loads beside <c>a.b</c>; the interpreter enters the load of
/// <c>a.b</c> first and finds out there that <c>a</c> is missing. <c>__main__</c> is no load.
/// </remarks>
internal sealed class ImportNesting
{
    private const string Main = "__main__";
    private const int None = -1;

    private readonly IReadOnlyList<ModuleLoad> _modules;
    private readonly List<int>[] _inside;
    private readonly List<int> _outermost = [];

    private ImportNesting(ImportsPass imports)
    {
        _modules = imports.Modules;
        _inside = [.. _modules.Select(_ => new List<int>())];
        var around = Around(imports);
        for (var i = 0; i < _modules.Count; i++)
        {
            if (_modules[i].Name != Main)
            {
                (around[i] == None ? _outermost : _inside[around[i]]).Add(i);
            }
        }
    }

    /// <summary>Works the nesting out.</summary>
    public static ImportNesting Of(ImportsPass imports) => new(imports);

    /// <summary>Every load after those inside it, otherwise in load order.</summary>
    /// <param name="selfUs">Own time of each module, µs.</param>
    public IEnumerable<NestedLoad> ChildrenFirst(long[] selfUs)
    {
        // A stack of our own: a chain of imports can be deeper than that of a thread.
        var open = new Stack<Open>();
        foreach (var top in _outermost)
        {
            open.Push(new Open(top));
            while (open.TryPeek(out var current))
            {
                if (current.Next < _inside[current.Module].Count)
                {
                    open.Push(new Open(_inside[current.Module][current.Next++]));
                    continue;
                }

                open.Pop();
                var cumulative = current.NestedUs + selfUs[current.Module];
                if (open.TryPeek(out var outer))
                {
                    outer.NestedUs += cumulative;
                }

                yield return new NestedLoad(current.Module, open.Count, cumulative);
            }
        }
    }

    private static int[] Around(ImportsPass imports)
    {
        var modules = imports.Modules;
        var named = imports.Edges.SelectMany(edge => edge.Targets.Select(target => (edge.Importer, edge.Statement, target))).ToHashSet();
        var around = new int[modules.Count];
        for (var i = 0; i < around.Length; i++)
        {
            // A parent began to load earlier; a recording that says otherwise must not loop.
            var parent = modules[i].Parent;
            around[i] = parent >= 0 && parent < i && modules[parent].Name != Main && modules[parent].Phase == modules[i].Phase ? parent : None;
        }

        var byName = modules.ToLookup(module => module.Name, module => module.Id, StringComparer.Ordinal);
        var moved = new bool[around.Length];
        for (var i = 0; i < around.Length; i++)
        {
            foreach (var package in byName[PackageOf(modules[i].Name)].Where(package => package < i && !moved[package]))
            {
                if (HasSameCause(modules[package], modules[i]) && !named.Contains((modules[i].Parent, modules[i].Statement, package)))
                {
                    around[package] = i;
                    moved[package] = true;
                }
            }
        }

        return around;
    }

    private static bool HasSameCause(ModuleLoad package, ModuleLoad module) =>
        package.Parent == module.Parent && package.Statement == module.Statement && package.Phase == module.Phase;

    private static string PackageOf(string name) => name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : "";

    private sealed class Open(int module)
    {
        public int Module { get; } = module;

        public int Next { get; set; }

        public long NestedUs { get; set; }
    }
}
