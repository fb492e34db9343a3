namespace Thaw.Images.Simulation;

/// <summary>Memory that things take which come and go.</summary>
/// <param name="seconds">The end of time; what lasts longer counts up to it.</param>
internal sealed class MemoryOverTime(double seconds)
{
    // By minute, what appears in it; and in the first minute in which it is not there, what is gone.
    private readonly double[] _changes = new double[(int)(seconds / 60) + 2];
    private double _byteSeconds;

    /// <summary>Average, bytes.</summary>
    public double MeanBytes => seconds > 0 ? _byteSeconds / seconds : 0;

    /// <summary>The most that is there within one minute, bytes; each minute counts what is there at any time of it.</summary>
    public double PeakBytes => PeakWith(null);

    /// <summary>The most of two together, bytes.</summary>
    public double PeakWith(MemoryOverTime? other)
    {
        var (held, peak) = (0.0, 0.0);
        for (var minute = 0; minute < _changes.Length; minute++)
        {
            held += _changes[minute] + (other?._changes[minute] ?? 0);
            peak = Math.Max(peak, held);
        }

        return peak;
    }

    /// <summary>Something is there from one time to another.</summary>
    public void Add(double from, double to, long bytes)
    {
        to = Math.Min(to, seconds);
        if (to <= from || bytes == 0)
            return;
        _byteSeconds += bytes * (to - from);
        _changes[(int)(from / 60)] += bytes;
        _changes[(int)Math.Ceiling(to / 60)] -= bytes;
    }
}
