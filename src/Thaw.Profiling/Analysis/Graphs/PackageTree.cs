namespace Thaw.Profiling.Analysis.Graphs;

/// <summary>The tree of modules by dotted name: <c>a.b</c> below <c>a</c>.</summary>
/// <remarks>Laid out so that a module and everything below it is one run of an array.</remarks>
public sealed class PackageTree
{
    private readonly int[] _parent;
    private readonly int[] _order;
    private readonly int[] _position;
    private readonly int[] _size;

    /// <summary>Builds the tree.</summary>
    /// <param name="names">Full names by module; of a repeated name only the first has modules below it.</param>
    public PackageTree(IReadOnlyList<string> names)
    {
        var byName = new Dictionary<string, int>(names.Count, StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            byName.TryAdd(names[i], i);
        }

        _parent = new int[names.Count];
        for (var i = 0; i < names.Count; i++)
        {
            _parent[i] = NearestParent(names[i], byName);
        }

        ByName = byName;
        (_order, _position, _size) = Arrange(_parent, ByDepth(names));
    }

    /// <summary>The module of each name.</summary>
    public IReadOnlyDictionary<string, int> ByName { get; }

    /// <summary>The nearest loaded package above <paramref name="module"/>; -1 for a top-level module.</summary>
    public int Parent(int module) => _parent[module];

    /// <summary><paramref name="module"/> and everything below it by name, itself first.</summary>
    public ReadOnlySpan<int> Below(int module) => _order.AsSpan(_position[module], _size[module]);

    /// <summary>True if <paramref name="module"/> is <paramref name="package"/> or below it.</summary>
    public bool Contains(int package, int module) =>
        _position[module] >= _position[package] && _position[module] < _position[package] + _size[package];

    /// <summary>Modules in an order in which a package comes before what is below it.</summary>
    public ReadOnlySpan<int> TopDown => _order;

    private static int NearestParent(string name, Dictionary<string, int> byName)
    {
        for (var dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
        {
            if (byName.TryGetValue(name[..dot], out var parent))
            {
                return parent;
            }
        }

        return -1;
    }

    private static int[] ByDepth(IReadOnlyList<string> names)
    {
        var depth = new int[names.Count];
        var order = new int[names.Count];
        for (var i = 0; i < names.Count; i++)
        {
            depth[i] = names[i].AsSpan().Count('.');
            order[i] = i;
        }

        Array.Sort(order, (x, y) => depth[x] != depth[y] ? depth[x].CompareTo(depth[y]) : x.CompareTo(y));
        return order;
    }

    private static (int[] Order, int[] Position, int[] Size) Arrange(int[] parent, int[] shallowFirst)
    {
        var size = new int[parent.Length];
        for (var i = shallowFirst.Length - 1; i >= 0; i--)
        {
            var module = shallowFirst[i];
            size[module]++;
            if (parent[module] >= 0)
            {
                size[parent[module]] += size[module];
            }
        }

        var order = new int[parent.Length];
        var position = new int[parent.Length];
        var next = new int[parent.Length];
        var top = 0;
        foreach (var module in shallowFirst)
        {
            ref var free = ref parent[module] < 0 ? ref top : ref next[parent[module]];
            position[module] = free;
            free += size[module];
            next[module] = position[module] + 1;
            order[position[module]] = module;
        }

        return (order, position, size);
    }
}
