namespace Thaw.Hosting.Images;

/// <summary>How often something starts: a mean over about the last ten minutes.</summary>
/// <remarks>Members may be called from any thread.</remarks>
/// <param name="perMinute">How often it did until now, starts per minute.</param>
/// <param name="now">The time.</param>
internal sealed class StartRate(double perMinute = 0, TimeSpan now = default)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private double _count = perMinute * Memory.TotalMinutes;
    private TimeSpan _last = now;

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

    private double Faded(TimeSpan now) => _count * Math.Exp(-(now - _last) / Memory);
}
