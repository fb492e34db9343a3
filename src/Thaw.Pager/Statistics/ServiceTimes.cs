using System.Numerics;

namespace Thaw.Pager.Statistics;

/// <summary>A histogram of times: eight buckets for each doubling, so that a quantile is off by at most an eighth.</summary>
/// <remarks>One thread adds; others may read meanwhile and see some of it. Adding does not allocate.</remarks>
public sealed class ServiceTimes
{
    private const int SubBits = 3;
    private const int Buckets = 64 << SubBits;

    private readonly long[] _counts = new long[Buckets];

    /// <summary>How many times were added.</summary>
    public long Count { get; private set; }

    /// <summary>Adds one, nanoseconds; what is negative counts as 0.</summary>
    public void Add(long ns)
    {
        _counts[BucketOf(Math.Max(ns, 0))]++;
        Count++;
    }

    /// <summary>Adds all of another.</summary>
    public void Add(ServiceTimes other)
    {
        for (var i = 0; i < Buckets; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
    }

    /// <summary>The time, nanoseconds, that a share of all stays at or below; 0 when there are none.</summary>
    /// <param name="share">From 0 to 1.</param>
    public long Quantile(double share)
    {
        var rank = (long)Math.Ceiling(share * Count);
        for (var i = 0; i < Buckets; i++)
        {
            rank -= _counts[i];
            if (rank <= 0 && _counts[i] > 0)
                return UpperBound(i);
        }
        return 0;
    }

    // Below eight each value has its own bucket; above, the three bits after the highest tell.
    private static int BucketOf(long ns)
    {
        if (ns < 1 << SubBits)
            return (int)ns;
        var exponent = BitOperations.Log2((ulong)ns);
        return ((exponent - SubBits + 1) << SubBits) + (int)(ns >> (exponent - SubBits) & ((1 << SubBits) - 1));
    }

    private static long UpperBound(int bucket)
    {
        if (bucket < 1 << SubBits)
            return bucket;
        var shift = (bucket >> SubBits) - 1;
        return (((long)(bucket & ((1 << SubBits) - 1)) + (1 << SubBits) + 1) << shift) - 1;
    }
}
