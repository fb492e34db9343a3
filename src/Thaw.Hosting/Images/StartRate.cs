namespace Thaw.Hosting.Images;

/// <summary>How often something starts: a mean over about the last while.</summary>
/// <param name="memory">How long that is.</param>
/// <param name="perMinute">How often it did until now, starts per minute.</param>
/// <param name="now">The time.</param>
/// <remarks>Members may be called from any thread.</remarks>
internal sealed class StartRate(TimeSpan memory, double perMinute = 0, TimeSpan now = default)
{
    private readonly Lock _gate = new();
    private double _count = perMinute * memory.TotalMinutes;
    private TimeSpan _last = now;

    /// <summary>Over the last ten minutes.</summary>
    public StartRate(double perMinute = 0, TimeSpan now = default)
        : this(TimeSpan.FromMinutes(10), perMinute, now)
    {
    }

    /// <summary>One more.</summary>
    public void Add(TimeSpan now)
    {
        lock (_gate)
        {
            _count = Faded(now) + 1;
            _last = now;
        }
    }

    /// <summary>Starts per minute.</summary>
    public double PerMinute(TimeSpan now)
    {
        lock (_gate)
            return Faded(now) / memory.TotalMinutes;
    }

    private double Faded(TimeSpan now) => _count * Math.Exp(-(now - _last) / memory);
}
