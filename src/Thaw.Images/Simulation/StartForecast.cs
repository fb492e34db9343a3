namespace Thaw.Images.Simulation;

/// <summary>Starts a minute that are to be expected: those of the past, the longer ago the less they count.</summary>
/// <param name="count">How many things start.</param>
/// <param name="halfLifeMinutes">After this time they count half.</param>
internal sealed class StartForecast(int count, double halfLifeMinutes)
{
    private readonly long[] _seen = new long[count];
    private readonly double[] _sums = new double[count];
    private double _weight;

    /// <summary>Notes a start.</summary>
    public void Note(int thing) => _seen[thing]++;

    /// <summary>Ends a period of so many minutes.</summary>
    public void EndPeriod(double minutes)
    {
        var kept = Math.Pow(0.5, minutes / halfLifeMinutes);
        _weight = (_weight * kept) + (1 - kept);
        for (var thing = 0; thing < _sums.Length; thing++)
        {
            _sums[thing] = (_sums[thing] * kept) + ((1 - kept) * _seen[thing] / minutes);
            _seen[thing] = 0;
        }
    }

    /// <summary>Starts a minute.</summary>
    public double PerMinute(int thing) => _weight > 0 ? _sums[thing] / _weight : 0;
}
