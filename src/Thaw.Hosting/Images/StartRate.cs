namespace Thaw.Hosting.Images;

/// <summary>How often something starts: a mean over about the last while.</summary>
/// <param name="memory">How long that is.</param>
/// <remarks>Members may be called from any thread.</remarks>
internal sealed class StartRate(TimeSpan memory)
{
    private readonly Lock _gate = new();
    private double _count;
    private TimeSpan _last;

    /// <summary>Over the last ten minutes.</summary>
    public StartRate()
        : this(TimeSpan.FromMinutes(10))
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

    /// <summary>From now on as if it had started so often until now.</summary>
    public void Set(double perMinute, TimeSpan now)
    {
        lock (_gate)
        {
            _count = perMinute * memory.TotalMinutes;
            _last = now;
        }
    }

    private double Faded(TimeSpan now) => _count * Math.Exp(-(now - _last) / memory);
}
