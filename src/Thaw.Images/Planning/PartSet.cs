using System.Numerics;

namespace Thaw.Images.Planning;

/// <summary>A set of parts as bits, with what they cost together.</summary>
internal sealed class PartSet : IEquatable<PartSet>
{
    private readonly ulong[] _bits;

    private PartSet(ulong[] bits, IReadOnlyList<ImagePart> parts)
    {
        _bits = bits;
        foreach (var index in Indices)
        {
            InitMs += parts[index].InitMs;
            Bytes += parts[index].Bytes;
        }
    }

    /// <summary>What initialising them takes, ms.</summary>
    public double InitMs { get; }

    /// <summary>Memory of them, bytes.</summary>
    public long Bytes { get; }

    /// <summary>Them, ascending.</summary>
    public IEnumerable<int> Indices
    {
        get
        {
            for (var word = 0; word < _bits.Length; word++)
            {
                for (var rest = _bits[word]; rest != 0; rest &= rest - 1)
                    yield return (word * 64) + BitOperations.TrailingZeroCount(rest);
            }
        }
    }

    /// <summary>Makes a set.</summary>
    /// <exception cref="ArgumentException">An index is of no part.</exception>
    public static PartSet Of(IEnumerable<int> indices, IReadOnlyList<ImagePart> parts)
    {
        var bits = new ulong[(parts.Count + 63) / 64];
        foreach (var index in indices)
        {
            if (index < 0 || index >= parts.Count)
                throw new ArgumentException($"part {index}: there are {parts.Count}", nameof(indices));
            bits[index / 64] |= 1UL << (index % 64);
        }

        return new PartSet(bits, parts);
    }

    /// <summary>What both have.</summary>
    public PartSet Common(PartSet other, IReadOnlyList<ImagePart> parts)
    {
        var bits = new ulong[_bits.Length];
        for (var i = 0; i < bits.Length; i++)
            bits[i] = _bits[i] & other._bits[i];
        return new PartSet(bits, parts);
    }

    /// <summary>Whether another set has all of these.</summary>
    public bool IsIn(PartSet other)
    {
        for (var i = 0; i < _bits.Length; i++)
        {
            if ((_bits[i] & ~other._bits[i]) != 0)
                return false;
        }

        return true;
    }

    /// <summary>An order that depends on nothing but the parts.</summary>
    public int CompareTo(PartSet other) => _bits.AsSpan().SequenceCompareTo(other._bits);

    public bool Equals(PartSet? other) => other is not null && _bits.AsSpan().SequenceEqual(other._bits);

    public override bool Equals(object? obj) => Equals(obj as PartSet);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var word in _bits)
            hash.Add(word);
        return hash.ToHashCode();
    }
}
