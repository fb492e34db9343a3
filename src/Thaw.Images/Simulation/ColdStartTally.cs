namespace Thaw.Images.Simulation;

/// <summary>Cold starts by what they took. There are few different times: one for each kind and image.</summary>
internal sealed class ColdStartTally
{
    private readonly SortedDictionary<double, long> _byMs = [];

    /// <summary>How many.</summary>
    public long Count { get; private set; }

    /// <summary>How many of them from an image.</summary>
    public long FromImage { get; private set; }

    /// <summary>Mean, ms; 0 without any.</summary>
    public double MeanMs => Count == 0 ? 0 : _byMs.Sum(each => each.Key * each.Value) / Count;

    /// <summary>Counts one.</summary>
    public void Add(StartCost start)
    {
        Count++;
        FromImage += start.FromImage ? 1 : 0;
        _byMs[start.Ms] = _byMs.GetValueOrDefault(start.Ms) + 1;
    }

    /// <summary>The least time that a share of the starts, over 0, did not exceed, ms; 0 without any.</summary>
    public double QuantileMs(double share)
    {
        long seen = 0;
        foreach (var (ms, count) in _byMs)
        {
            seen += count;
            if (seen >= share * Count)
                return ms;
        }

        return 0;
    }
}
