using System.Security.Cryptography;
using Thaw.Snapshots.Manifests;

namespace Thaw.Snapshots.Store;

/// <summary>Checksums of files, in chunks.</summary>
internal static class FileChecksums
{
    /// <summary>Those of a whole file.</summary>
    public static SnapshotFile Of(string path)
    {
        var chunks = new List<string>();
        var buffer = new byte[SnapshotFile.ChunkBytes];
        using var file = File.OpenRead(path);
        var bytes = 0L;
        for (int count; (count = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0; bytes += count)
            chunks.Add(Of(buffer.AsSpan(0, count)));
        return new SnapshotFile(Path.GetFileName(path), bytes, ManifestFormat.WholeOf(chunks), chunks);
    }

    /// <summary>That of a chunk.</summary>
    public static string Of(ReadOnlySpan<byte> chunk) => Convert.ToHexStringLower(SHA256.HashData(chunk));

    /// <summary>What differs between a file and what it should be; null when nothing does.</summary>
    public static string? WhyNot(string path, SnapshotFile expected)
    {
        if (!File.Exists(path))
            return $"{expected.Name} is missing";
        var found = Of(path);
        if (found.Bytes != expected.Bytes)
            return $"{expected.Name} has {found.Bytes} bytes instead of {expected.Bytes}";
        for (var chunk = 0; chunk < found.Chunks.Count; chunk++)
        {
            if (found.Chunks[chunk] != expected.Chunks[chunk])
                return $"{expected.Name} is damaged between bytes {(long)chunk * SnapshotFile.ChunkBytes} and {Math.Min((chunk + 1L) * SnapshotFile.ChunkBytes, found.Bytes)}";
        }
        return null;
    }

    /// <summary>The checksum of a library.</summary>
    public static string OfWhole(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
