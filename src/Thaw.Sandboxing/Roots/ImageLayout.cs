using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Thaw.Sandboxing.Roots;

/// <summary>An unpacked image in the layout of the Open Container Initiative (image-layout.md of its image specification, version 1).</summary>
internal sealed class ImageLayout
{
    private const string Mark = "oci-layout";
    private const string Digest = "sha256:";
    private const long LongestDocument = 8 << 20;
    private const int MostIndexes = 3;

    private readonly RootFolder _layout;

    private ImageLayout(string folder) => _layout = new RootFolder(folder);

    /// <summary>The layout in a folder; null when it is none.</summary>
    public static ImageLayout? In(string folder) => File.Exists(Path.Combine(folder, Mark)) && File.Exists(Path.Combine(folder, "index.json")) ? new(folder) : null;

    /// <summary>Lays its layers over a folder, lowest first; each is compared with its checksum.</summary>
    /// <exception cref="SandboxException">Something of it is missing, damaged or not known.</exception>
    public void ApplyTo(TarApplier folder)
    {
        try
        {
            using var manifest = FindManifest(Read("index.json"), MostIndexes);
            foreach (var layer in manifest.RootElement.GetProperty("layers").EnumerateArray())
                Apply(layer, folder);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or InvalidDataException)
        {
            throw new SandboxException($"the image's layout is damaged: {e.Message}", e);
        }
    }

    private JsonDocument FindManifest(JsonDocument index, int left)
    {
        using (index)
        {
            var suiting = index.RootElement.GetProperty("manifests").EnumerateArray().Where(IsForThisMachine).ToList();
            if (suiting.Count != 1)
                throw new SandboxException($"the image's layout has {suiting.Count} images for linux/{Architecture}; keep one");
            var document = Open(suiting[0]);
            if (!document.RootElement.TryGetProperty("manifests", out _))
                return document;
            return left > 0 ? FindManifest(document, left - 1) : throw new SandboxException("the image's layout has indexes of indexes without end");
        }
    }

    private static string Architecture => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    // Attestations are listed as images for an unknown machine.
    private static bool IsForThisMachine(JsonElement descriptor) => !descriptor.TryGetProperty("platform", out var platform)
        || (platform.GetProperty("os").GetString() == "linux" && platform.GetProperty("architecture").GetString() == Architecture);

    private void Apply(JsonElement layer, TarApplier folder)
    {
        var (kind, digest) = (layer.GetProperty("mediaType").GetString()!, DigestOf(layer));
        if (kind.EndsWith("zstd", StringComparison.Ordinal))
            throw new SandboxException("the image has layers that zstd compressed; write it with gzip, or uncompressed");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var blob = new HashingStream(File.OpenRead(BlobOf(digest)), hash);
        using var unzipped = kind.EndsWith("gzip", StringComparison.Ordinal) ? new GZipStream(blob, CompressionMode.Decompress, leaveOpen: true) : null;
        folder.Apply(unzipped ?? (Stream)blob, isLayer: true);
        Check(digest, hash, blob);
    }

    private static void Check(string digest, IncrementalHash hash, HashingStream blob)
    {
        blob.CopyTo(Stream.Null);
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != digest)
            throw new SandboxException($"the image's layout is damaged: blobs/sha256/{digest} does not have its checksum");
    }

    private JsonDocument Open(JsonElement descriptor)
    {
        var digest = DigestOf(descriptor);
        var file = new FileInfo(BlobOf(digest));
        if (file.Length > LongestDocument)
            throw new SandboxException($"the image's layout is damaged: blobs/sha256/{digest} is no document");
        var bytes = File.ReadAllBytes(file.FullName);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == digest
            ? JsonDocument.Parse(bytes)
            : throw new SandboxException($"the image's layout is damaged: blobs/sha256/{digest} does not have its checksum");
    }

    private static string DigestOf(JsonElement descriptor)
    {
        var digest = descriptor.GetProperty("digest").GetString()!;
        return digest.StartsWith(Digest, StringComparison.Ordinal) && digest.Length == Digest.Length + 64 && digest[Digest.Length..].All(char.IsAsciiHexDigitLower)
            ? digest[Digest.Length..]
            : throw new SandboxException($"the image's layout names a blob by {digest}; only sha256 is known");
    }

    private string BlobOf(string digest)
    {
        var path = _layout.Resolve($"blobs/sha256/{digest}");
        return File.Exists(path) ? path : throw new SandboxException($"the image's layout lacks blobs/sha256/{digest}");
    }

    private JsonDocument Read(string name)
    {
        var file = new FileInfo(_layout.Resolve(name));
        return file is { Exists: true, Length: <= LongestDocument }
            ? JsonDocument.Parse(File.ReadAllBytes(file.FullName))
            : throw new SandboxException($"the image's layout is damaged: {name} is no document");
    }
}
