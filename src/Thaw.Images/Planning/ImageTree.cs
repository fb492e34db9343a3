namespace Thaw.Images.Planning;

/// <summary>Images that are held, as a tree: each is forked from the largest one that it contains, if images are forked at all.</summary>
internal sealed class ImageTree
{
    private readonly StartCosts _costs;
    private readonly IReadOnlyDictionary<PartSet, long?> _measured;
    private readonly int[] _parents;

    /// <summary>Makes the tree of some sets, whose order stays.</summary>
    /// <param name="sets">The sets.</param>
    /// <param name="request">Says what they cost.</param>
    /// <param name="measured">What some take of memory if they are started from nothing, bytes; null where it is not known.</param>
    public ImageTree(IReadOnlyList<PartSet> sets, PlanRequest request, IReadOnlyDictionary<PartSet, long?> measured)
    {
        (_costs, _measured, Sets) = (request.Costs, measured, sets);
        _parents = new int[sets.Count];
        for (var i = 0; i < sets.Count; i++)
        {
            _parents[i] = request.ForksImages ? ParentOf(sets, i) : -1;
            Bytes += BytesOf(i);
        }
    }

    /// <summary>The sets.</summary>
    public IReadOnlyList<PartSet> Sets { get; }

    /// <summary>Memory of all of them, bytes.</summary>
    public long Bytes { get; }

    /// <summary>The image from which one is forked; -1 for one that is started from nothing.</summary>
    public int Parent(int image) => _parents[image];

    /// <summary>Memory of one besides its parent, bytes.</summary>
    public long BytesOf(int image) => _parents[image] < 0
        ? _measured.GetValueOrDefault(Sets[image]) ?? (_costs.InterpreterBytes + Sets[image].Bytes)
        : _costs.CopiedOf(Sets[_parents[image]].Bytes) + Sets[image].Bytes - Sets[_parents[image]].Bytes;

    /// <summary>What building one takes: from its parent, or from nothing, ms.</summary>
    public double BuildMs(int image) => _parents[image] < 0
        ? _costs.BootMs + Sets[image].InitMs
        : _costs.ForkOf(Sets[_parents[image]].Bytes) + Sets[image].InitMs - Sets[_parents[image]].InitMs;

    private static int ParentOf(IReadOnlyList<PartSet> sets, int image)
    {
        var best = -1;
        for (var other = 0; other < sets.Count; other++)
        {
            if (other != image && (best < 0 || sets[other].Bytes > sets[best].Bytes) && sets[other].IsIn(sets[image]))
                best = other;
        }

        return best;
    }
}
