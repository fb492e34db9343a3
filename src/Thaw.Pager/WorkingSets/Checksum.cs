using System.Numerics;
using System.Runtime.InteropServices;

namespace Thaw.Pager.WorkingSets;

/// <summary>CRC-32C, which processors compute themselves.</summary>
internal static class Checksum
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var value = ~0u;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            value = BitOperations.Crc32C(value, word);
        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
            value = BitOperations.Crc32C(value, rest);
        return ~value;
    }
}
