namespace Thaw.Images.Planning;

/// <summary>The choice of images under a limit of memory.</summary>
/// <remarks>
/// Greedy: the image that adds most gain for its memory is taken, again and again, as long as one fits and adds anything. Images that
/// make each other cheaper (a parent and its child) or superfluous are counted with what is held already. As greedy choices by
/// ratio can miss one large image that is worth more than all small ones, that is tried, too. Finding the best set is NP-hard
/// (budgeted maximum coverage); both tries together are the usual approximation.
/// </remarks>
internal sealed class ImageChoice
{
    private readonly PlanRequest _request;
    private readonly IReadOnlyList<FunctionGroup> _groups;
    private readonly IReadOnlyList<PartSet> _candidates;
    private readonly Dictionary<PartSet, long?> _held = [];
    private readonly double[][] _saved;

    public ImageChoice(PlanRequest request, IReadOnlyList<FunctionGroup> groups, IReadOnlyList<PartSet> candidates)
    {
        _request = request;
        _groups = groups;
        _candidates = candidates;
        for (var i = 0; i < request.Held.Count; i++)
            _held[PartSet.Of(request.Held[i], request.Parts)] = i < request.HeldBytes.Count ? request.HeldBytes[i] : null;
        _saved = [.. candidates.Select(candidate => groups.Select(group => SavedMs(candidate, group)).ToArray())];
    }

    /// <summary>The candidates that are held, by index, in the order in which they were chosen.</summary>
    public IReadOnlyList<int> Choose()
    {
        var greedy = Fill([]);
        var single = Enumerable.Range(0, _candidates.Count).Where(candidate => Fits([candidate]) && NetGain([candidate]) > 0)
            .OrderByDescending(candidate => NetGain([candidate])).Take(1).ToList();
        var other = single.Count > 0 && NetGain(single) > NetGain(greedy) ? Fill(single) : greedy;
        return Prune(NetGain(other) > NetGain(greedy) ? other : greedy);
    }

    /// <summary>What the images save, ms a minute.</summary>
    public double Gain(IReadOnlyList<int> images) =>
        Enumerable.Range(0, _groups.Count).Sum(group => _groups[group].StartsPerMinute * BestSaved(images, group));

    /// <summary>What the images save less what building those takes that are not held, ms a minute.</summary>
    public double NetGain(IReadOnlyList<int> images) => Gain(images) - (BuildMs(images) / _request.HorizonMinutes);

    /// <summary>Whether their memory is within the limit.</summary>
    public bool Fits(IReadOnlyList<int> images) => Tree(images).Bytes <= _request.MemoryBytes;

    /// <summary>The image that a group starts from: that which saves most; -1 for none.</summary>
    public int ImageOf(IReadOnlyList<int> images, int group)
    {
        var best = -1;
        for (var i = 0; i < images.Count; i++)
        {
            if (_saved[images[i]][group] > (best < 0 ? 0 : _saved[images[best]][group]))
                best = i;
        }

        return best;
    }

    /// <summary>The tree of some candidates.</summary>
    public ImageTree Tree(IReadOnlyList<int> images) => new([.. images.Select(image => _candidates[image])], _request, _held);

    /// <summary>What a start of one of a group's functions saves with a candidate, ms; 0 if it may not have it.</summary>
    public double Saved(int candidate, int group) => _saved[candidate][group];

    private List<int> Fill(IReadOnlyList<int> first)
    {
        var chosen = new List<int>(first);
        while (Best(chosen) is >= 0 and var best)
            chosen.Add(best);
        return chosen;
    }

    private int Best(List<int> chosen)
    {
        var (best, bestGain, bestRatio) = (-1, 0.0, 0.0);
        var saved = Enumerable.Range(0, _groups.Count).Select(group => BestSaved(chosen, group)).ToArray();
        var (held, built) = (Tree(chosen).Bytes, BuildMs(chosen));
        for (var candidate = 0; candidate < _candidates.Count; candidate++)
        {
            var gain = chosen.Contains(candidate) ? 0 : Added(candidate, saved);
            if (gain <= 0)
                continue;
            int[] with = [.. chosen, candidate];
            var bytes = Tree(with).Bytes;
            gain -= (BuildMs(with) - built) / _request.HorizonMinutes;
            // An image that makes its children cheaper than it is costs nothing.
            var ratio = gain / Math.Max(bytes - held, 1);
            if (gain > 0 && bytes <= _request.MemoryBytes && (ratio > bestRatio || (ratio == bestRatio && gain > bestGain)))
                (best, bestGain, bestRatio) = (candidate, gain, ratio);
        }

        return best;
    }

    /// <summary>What a candidate saves beyond what each group saves already, ms a minute.</summary>
    private double Added(int candidate, double[] saved)
    {
        var gain = 0.0;
        for (var group = 0; group < saved.Length; group++)
            gain += _groups[group].StartsPerMinute * Math.Max(0, _saved[candidate][group] - saved[group]);
        return gain;
    }

    /// <summary>Drops images from which nothing starts any more and that make the others no cheaper.</summary>
    private List<int> Prune(List<int> chosen)
    {
        for (var i = chosen.Count - 1; i >= 0; i--)
        {
            List<int> without = [.. chosen.Where((_, index) => index != i)];
            if (Gain(without) >= Gain(chosen) && Tree(without).Bytes <= Tree(chosen).Bytes)
                chosen = without;
        }

        return chosen;
    }

    private double BuildMs(IReadOnlyList<int> images)
    {
        var tree = Tree(images);
        return Enumerable.Range(0, images.Count).Where(image => !_held.ContainsKey(tree.Sets[image])).Sum(tree.BuildMs);
    }

    private double BestSaved(IReadOnlyList<int> images, int group)
    {
        var best = 0.0;
        for (var i = 0; i < images.Count; i++)
            best = Math.Max(best, _saved[images[i]][group]);
        return best;
    }

    private double SavedMs(PartSet image, FunctionGroup group) =>
        image.IsIn(group.Parts) ? Math.Max(0, _request.Costs.BootMs + image.InitMs - _request.Costs.ForkOf(image.Bytes)) : 0;
}
