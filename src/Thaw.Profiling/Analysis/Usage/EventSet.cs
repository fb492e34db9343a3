using System.Numerics;

namespace Thaw.Profiling.Analysis.Usage;

/// <summary>A set of events, as bits in the order of <see cref="EventWeights"/>.</summary>
/// <param name="Bits">Bit i is event i.</param>
public readonly record struct EventSet(BigInteger Bits)
{
    /// <summary>No event.</summary>
    public static EventSet Empty => new(BigInteger.Zero);

    /// <summary>True if no event is in it.</summary>
    public bool IsEmpty => Bits.IsZero;

    /// <summary>True if event <paramref name="index"/> is in it.</summary>
    public bool Contains(int index) => !((Bits >> index) & 1).IsZero;

    /// <summary>A set of one event.</summary>
    public static EventSet Of(int index) => new(BigInteger.One << index);

    /// <summary>The union.</summary>
    public static EventSet operator |(EventSet left, EventSet right) => new(left.Bits | right.Bits);

    /// <summary>The union.</summary>
    public EventSet BitwiseOr(EventSet other) => this | other;
}
