namespace Thaw.Profiling.Analysis.Graphs;

/// <summary>Computes immediate dominators in the numbers of a depth-first search.</summary>
internal sealed class SemiNca
{
    private readonly DepthFirstSearch _search;
    private readonly Adjacency _predecessors;
    private readonly int[] _ancestor;
    private readonly int[] _label;
    private readonly int[] _semi;
    private readonly int[] _stack;

    /// <summary>Prepares the arrays.</summary>
    public SemiNca(DepthFirstSearch search, Adjacency predecessors)
    {
        _search = search;
        _predecessors = predecessors;
        _ancestor = search.Parent.AsSpan().ToArray();
        _label = new int[search.Count + 1];
        _semi = new int[search.Count + 1];
        _stack = new int[search.Count + 1];
        for (var i = 1; i <= search.Count; i++)
        {
            _label[i] = i;
            _semi[i] = i;
        }
    }

    /// <summary>The number of the immediate dominator of each number; 0 for the root.</summary>
    public int[] Solve()
    {
        for (var i = _search.Count; i >= 2; i--)
        {
            _semi[i] = SemidominatorOf(i);
        }

        var immediate = _search.Parent.AsSpan().ToArray();
        for (var i = 2; i <= _search.Count; i++)
        {
            var candidate = immediate[i];
            while (candidate > _semi[i])
            {
                candidate = immediate[candidate];
            }

            immediate[i] = candidate;
        }

        return immediate;
    }

    private int SemidominatorOf(int i)
    {
        var lowest = _search.Parent[i];
        foreach (var predecessor in _predecessors[_search.NodeAt[i]])
        {
            var number = _search.Number[predecessor];
            if (number != 0)
            {
                lowest = Math.Min(lowest, _semi[Evaluate(number, i + 1)]);
            }
        }

        return lowest;
    }

    /// <summary>The number with the lowest semidominator on the way up through nodes already linked (from <paramref name="firstLinked"/>); shortens that way.</summary>
    private int Evaluate(int number, int firstLinked)
    {
        if (_ancestor[number] < firstLinked)
        {
            return _label[number];
        }

        var depth = 0;
        do
        {
            _stack[depth++] = number;
            number = _ancestor[number];
        }
        while (_ancestor[number] >= firstLinked);

        var above = number;
        while (depth > 0)
        {
            var current = _stack[--depth];
            _ancestor[current] = _ancestor[above];
            if (_semi[_label[above]] < _semi[_label[current]])
            {
                _label[current] = _label[above];
            }

            above = current;
        }

        return _label[above];
    }
}
