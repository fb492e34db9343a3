namespace Thaw.Functions.Loading;

/// <summary>The checksum of zip files (ISO 3309, reflected polynomial 0xEDB88320).</summary>
internal struct Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i => EntryOf((uint)i))];

    private uint _value;

    /// <summary>The checksum of what was added.</summary>
    public readonly uint Value => _value;

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var crc = ~_value;
        foreach (var b in bytes)
            crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        _value = ~crc;
    }

    private static uint EntryOf(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
        return value;
    }
}
