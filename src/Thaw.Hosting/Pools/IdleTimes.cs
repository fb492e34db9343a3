namespace Thaw.Hosting.Pools;

/// <summary>
/// How long a function has nothing to do before it is invoked again, and what follows from it for how long to keep its instances:
/// so long that of a hundred invocations after a pause 99 find one. After "Serverless in the Wild" (Shahrad and others, ATC 2020).
/// </summary>
/// <remarks>Members may be called from any thread.</remarks>
internal sealed class IdleTimes
{
    /// <summary>How many pauses have to be known before anything follows from them.</summary>
    public const int Enough = 10;

    // Four bins for each doubling, from one second on: an edge is at most 19 % above what lies in its bin.
    private const int BinsPerDoubling = 4;

    // The paper's percentile and its margin.
    private const double Percentile = 0.99;
    private const double Margin = 1.1;

    // Then all counts are halved: what was a while ago counts less and less.
    private const int Many = 1000;

    private readonly Lock _gate = new();
    private readonly int[] _counts = new int[BinOf(Most) + 2];
    private int _total;
    private int _busy;
    private TimeSpan? _since;

    /// <summary>Never shorter.</summary>
    public static TimeSpan Least { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Never longer. An hour of an instance's memory costs more than a cold start.</summary>
    public static TimeSpan Most { get; } = TimeSpan.FromHours(1);

    /// <summary>What was learnt; null: not enough pauses are known.</summary>
    public TimeSpan? KeepAlive
    {
        get
        {
            lock (_gate)
                return _total < Enough ? null : Learnt();
        }
    }

    /// <summary>An invocation comes.</summary>
    /// <param name="now">The time since some moment, always the same.</param>
    public void Begin(TimeSpan now)
    {
        lock (_gate)
        {
            if (_busy++ == 0 && _since is { } since)
                Add(now - since);
        }
    }

    /// <summary>It is done.</summary>
    /// <param name="now">As above.</param>
    public void End(TimeSpan now)
    {
        lock (_gate)
        {
            if (--_busy == 0)
                _since = now;
        }
    }

    private void Add(TimeSpan pause)
    {
        _counts[Math.Min(BinOf(pause), _counts.Length - 1)]++;
        if (++_total < Many)
            return;
        for (var bin = 0; bin < _counts.Length; bin++)
            _counts[bin] /= 2;
        _total = _counts.Sum();
    }

    private TimeSpan Learnt()
    {
        var within = _total - _counts[^1];
        // Mostly it comes later than any instance would be kept: then keeping is in vain.
        if (within * 2 < _total)
            return Least;
        var (bin, below) = (0, _counts[0]);
        while (below < within * Percentile)
            below += _counts[++bin];
        var seconds = Math.Pow(2, (double)bin / BinsPerDoubling) * Margin;
        return TimeSpan.FromSeconds(Math.Clamp(seconds, Least.TotalSeconds, Most.TotalSeconds));
    }

    /// <summary>The bin of a pause; its upper edge is 2^(bin/4) s.</summary>
    private static int BinOf(TimeSpan pause) => Math.Max(0, (int)Math.Ceiling(Math.Log2(Math.Max(1, pause.TotalSeconds)) * BinsPerDoubling));
}
