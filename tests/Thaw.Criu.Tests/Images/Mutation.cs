namespace Thaw.Criu.Tests.Images;

/// <summary>Input that is almost right, or right in its first bytes only.</summary>
internal static class Mutation
{
    private static readonly byte[] Telling = [0, 1, 0x7f, 0x80, 0xff];

    /// <summary>A copy with one to four changes: a bit, a byte, a piece lost, doubled or put elsewhere, the end cut off.</summary>
    public static byte[] Of(byte[] sample, Random random)
    {
        var bytes = sample.ToList();
        for (var change = random.Next(1, 5); change > 0 && bytes.Count > 1; change--)
            Change(bytes, random);
        return [.. bytes];
    }

    /// <summary>Random bytes after a beginning that is right.</summary>
    public static byte[] Random(ReadOnlySpan<byte> beginning, Random random)
    {
        var bytes = new byte[beginning.Length + random.Next(200)];
        random.NextBytes(bytes);
        beginning.CopyTo(bytes);
        // A plausible length of the first record lets most of it be read.
        if (bytes.Length >= beginning.Length + 4 && random.Next(4) > 0)
            BitConverter.TryWriteBytes(bytes.AsSpan(beginning.Length), random.Next(bytes.Length - beginning.Length - 3));
        return bytes;
    }

    private static void Change(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        var count = random.Next(1, Math.Min(8, bytes.Count - at) + 1);
        switch (random.Next(6))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = Telling[random.Next(Telling.Length)]; break;
            case 2: bytes.RemoveRange(at, count); break;
            case 3: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, count)); break;
            case 4: bytes.RemoveRange(at, bytes.Count - at); break;
            default: bytes.InsertRange(at, Enumerable.Range(0, count).Select(_ => (byte)random.Next(256))); break;
        }
    }
}
