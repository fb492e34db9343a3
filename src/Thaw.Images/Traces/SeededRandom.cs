namespace Thaw.Images.Traces;

/// <summary>
/// Random numbers that are the same for a seed on every machine and with every version of .NET, which the library's own do not promise:
/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
/// </summary>
internal struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A stream of its own for one of many things that are made from one seed.</summary>
    public static SeededRandom Of(ulong seed, ulong thing)
    {
        var mixed = new SeededRandom(thing ^ 0xA0761D6478BD642FUL);
        return new SeededRandom(seed ^ mixed.NextBits());
    }

    /// <summary>The next 64 bits.</summary>
    public ulong NextBits()
    {
        var bits = _state += 0x9E3779B97F4A7C15UL;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9UL;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBUL;
        return bits ^ (bits >> 31);
    }

    /// <summary>Uniform, over 0 and at most 1: its logarithm is finite.</summary>
    public double NextPositive() => ((NextBits() >> 11) + 1) * (1.0 / (1UL << 53));

    /// <summary>Exponential with mean 1.</summary>
    public double NextExponential() => -Math.Log(NextPositive());

    /// <summary>Normal with mean 0 and deviation 1 (Box and Muller).</summary>
    public double NextNormal() => Math.Sqrt(2 * NextExponential()) * Math.Cos(2 * Math.PI * NextPositive());
}
