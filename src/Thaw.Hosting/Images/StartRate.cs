namespace Thaw.Hosting.Images;

/// <summary>How often something starts: a mean over about the last ten minutes.</summary>
/// <remarks>Members may be called from any thread.</remarks>
internal sealed class StartRate
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private double _count;
    private TimeSpan _last;

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
            return Faded(now) / Memory.TotalMinutes;
    }

    /// <summary>From now on as if it had started so often until now.</summary>
    public void Set(double perMinute, TimeSpan now)
    {
        lock (_gate)
        {
            _count = perMinute * Memory.TotalMinutes;
            _last = now;
        }
    }

    private double Faded(TimeSpan now) => _count * Math.Exp(-(now - _last) / Memory);
}
