using System.Numerics;
using System.Runtime.InteropServices;

namespace Thaw.Profiling.Recordings.Storage;

/// <summary>CRC-32C (Castagnoli, as in RFC 3720), which processors compute by instruction.</summary>
internal struct Crc32C
{
    // The register starts with all bits set and is inverted at the end; kept inverted, 0 is the right start.
    private uint _value;

    /// <summary>The checksum of all bytes so far.</summary>
    public readonly uint Value => _value;

    /// <summary>Takes further bytes in.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint register = ~_value;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
            register = BitOperations.Crc32C(register, word);

        foreach (byte one in bytes[(words.Length * sizeof(ulong))..])
            register = BitOperations.Crc32C(register, one);

        _value = ~register;
    }
}
