namespace Thaw.Profiling.Analysis.Stacks;

/// <summary>Merges stacks by function. One pass over the nodes, one over the weights.</summary>
internal sealed class CallTreeBuilder
{
    private readonly StackFrames _stacks;
    private readonly List<CallTreeFunction> _functions = [];
    private readonly int[] _functionOfFrame;
    private readonly List<CallTreeNode> _nodes = [];
    private readonly List<CallTime> _self = [];
    private readonly Dictionary<(int Parent, int Function, bool Native), int> _merged = [];

    private CallTreeBuilder(StackFrames stacks)
    {
        _stacks = stacks;
        var frames = stacks.Samples.Frames;
        var index = new Dictionary<(string, string), int>();
        _functionOfFrame = new int[frames.Count];
        for (var i = 0; i < frames.Count; i++)
        {
            var key = (frames[i].File, frames[i].Function);
            if (!index.TryGetValue(key, out var function))
            {
                function = _functions.Count;
                index.Add(key, function);
                _functions.Add(new CallTreeFunction(key.File, key.Function, stacks.Module[i]));
            }

            _functionOfFrame[i] = function;
        }
    }

    /// <summary>Builds the tree of one phase.</summary>
    public static CallTree Build(StackFrames stacks, string phase)
    {
        var builder = new CallTreeBuilder(stacks);
        var placed = builder.PlaceNodes(phase);
        var agent = default(CallTime);
        foreach (var weight in stacks.Samples.Weights)
        {
            if (!stacks.Counts(weight, phase))
            {
                continue;
            }

            var time = new CallTime(weight.WallMs, weight.CpuMs, weight.Samples);
            if (stacks.IsAgent(weight.Node))
            {
                agent += time;
            }
            else
            {
                builder.Add(placed[weight.Node], weight.IsNative, time);
            }
        }

        return new CallTree(phase, builder._functions, builder._nodes, [.. builder._self], agent);
    }

    /// <summary>Merged node of each recorded node that the phase touches; Thaw's frames are passed through.</summary>
    private int[] PlaceNodes(string phase)
    {
        var nodes = _stacks.Samples.Nodes;
        var needed = Needed(phase);
        var placed = new int[nodes.Count];
        for (var i = 0; i < placed.Length; i++)
        {
            if (needed[i])
            {
                var parent = nodes[i].Parent < 0 ? -1 : placed[nodes[i].Parent];
                placed[i] = _stacks.IsAgent(i) ? parent : Node(parent, _functionOfFrame[nodes[i].Frame], false);
            }
        }

        return placed;
    }

    private bool[] Needed(string phase)
    {
        var nodes = _stacks.Samples.Nodes;
        var needed = new bool[nodes.Count];
        foreach (var weight in _stacks.Samples.Weights)
        {
            needed[weight.Node] |= _stacks.Counts(weight, phase) && !_stacks.IsAgent(weight.Node);
        }

        for (var i = needed.Length - 1; i >= 0; i--)
        {
            if (needed[i] && nodes[i].Parent >= 0)
            {
                needed[nodes[i].Parent] = true;
            }
        }

        return needed;
    }

    private void Add(int node, bool isNative, CallTime time)
    {
        var leaf = isNative ? Node(node, _nodes[node].Function, true) : node;
        _self[leaf] += time;
    }

    private int Node(int parent, int function, bool isNative)
    {
        if (!_merged.TryGetValue((parent, function, isNative), out var node))
        {
            node = _nodes.Count;
            _merged.Add((parent, function, isNative), node);
            _nodes.Add(new CallTreeNode(parent, function, isNative));
            _self.Add(default);
        }

        return node;
    }
}
