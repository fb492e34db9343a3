using System.Numerics;

namespace Thaw.Pager.Maps;

/// <summary>A set of page numbers below a bound.</summary>
internal sealed class PageSet(int bound)
{
    private readonly ulong[] _bits = new ulong[(bound + 63) / 64];

    public int Count
    {
        get
        {
            var count = 0;
            foreach (var bits in _bits)
                count += BitOperations.PopCount(bits);
            return count;
        }
    }

    public bool Contains(int page) => (_bits[page >> 6] >> page & 1) != 0;

    /// <summary>Answers whether it was not in there.</summary>
    public bool Add(int page)
    {
        var bit = 1UL << page;
        if ((_bits[page >> 6] & bit) != 0)
            return false;
        _bits[page >> 6] |= bit;
        return true;
    }

    public void AddRange(int first, int count)
    {
        for (var page = first; page < first + count; page++)
            Add(page);
    }

    public PageSet Clone()
    {
        var copy = new PageSet(_bits.Length * 64);
        _bits.CopyTo(copy._bits, 0);
        return copy;
    }
}
