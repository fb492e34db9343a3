using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Thaw.Snapshots.Manifests;

/// <summary>A manifest as bytes: written, read with every member checked, and named.</summary>
internal static partial class ManifestFormat
{
    /// <summary>No manifest is near this: 100 bytes a megabyte of pages, 200 a library.</summary>
    public const int LargestBytes = 16 << 20;

    private const int LongestText = 4096;

    private static readonly SearchValues<char> HexadecimalDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The bytes of a manifest.</summary>
    public static byte[] Write(SnapshotManifest manifest) => JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJson.Default.SnapshotManifest);

    /// <summary>Gives a manifest its name.</summary>
    public static SnapshotManifest Named(SnapshotManifest manifest)
    {
        var content = Write(manifest with { Id = "", CreatedUtc = default, SavedMs = 0 });
        return manifest with { Id = Convert.ToHexStringLower(SHA256.HashData(content))[..32] };
    }

    /// <summary>Reads a manifest.</summary>
    /// <param name="bytes">Whatever a file held.</param>
    /// <param name="where">The file, for messages.</param>
    /// <exception cref="SnapshotException">It is none, of another version, or contradicts itself.</exception>
    public static SnapshotManifest Read(ReadOnlySpan<byte> bytes, string where)
    {
        if (bytes.Length > LargestBytes)
            throw new SnapshotException($"{where}: larger than any manifest");
        SnapshotManifest manifest;
        try
        {
            CheckVersion(bytes, where);
            manifest = JsonSerializer.Deserialize(bytes, ManifestJson.Default.SnapshotManifest) ?? throw new SnapshotException($"{where}: not a manifest: null");
        }
        catch (JsonException e)
        {
            throw new SnapshotException($"{where}: not a manifest: {e.Message}", e);
        }
        Check(manifest, where);
        return manifest;
    }

    /// <summary>The checksum of a file: that of its chunks' checksums, as text, one after another.</summary>
    public static string WholeOf(IEnumerable<string> chunks) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(chunks))));

    /// <summary>Whether a text is a snapshot's name.</summary>
    public static bool IsId(string? text) => text is not null && Id.IsMatch(text);

    // Before the rest, so that a newer format is called that, and not malformed.
    private static void CheckVersion(ReadOnlySpan<byte> bytes, string where)
    {
        var reader = new Utf8JsonReader(bytes);
        var isManifest = false;
        int? version = null;
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("schema"u8) && reader.Read() && reader.TokenType == JsonTokenType.String)
                isManifest = reader.ValueTextEquals(SnapshotManifest.SchemaName);
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("version"u8) && reader.Read() && reader.TokenType == JsonTokenType.Number)
                version = reader.TryGetInt32(out var number) ? number : null;
        }
        if (!isManifest)
            throw new SnapshotException($"{where}: not a manifest of schema {SnapshotManifest.SchemaName}");
        if (version != SnapshotManifest.CurrentVersion)
            throw new SnapshotException($"{where}: a manifest of version {version?.ToString() ?? "none"}; this Thaw reads {SnapshotManifest.CurrentVersion}");
    }

    private static void Check(SnapshotManifest manifest, string where)
    {
        var wrong = WhatIsWrong(manifest);
        if (wrong is not null)
            throw new SnapshotException($"{where}: {wrong}");
        // Last, because it is work in proportion to the size.
        if (Named(manifest).Id != manifest.Id)
            throw new SnapshotException($"{where}: its name is not that of its content");
    }

    private static string? WhatIsWrong(SnapshotManifest manifest)
    {
        if (!IsId(manifest.Id) || (manifest.Parent is { } parent && !IsId(parent)))
            return "its name, or its parent's, is none";
        if (manifest.Pid == 0 || !double.IsFinite(manifest.SavedMs) || manifest.SavedMs < 0 || manifest.Subject.Invocations < 0 || !Enum.IsDefined(manifest.Subject.Kind))
            return "a number is out of its range";
        if (Texts(manifest).Any(text => text is null || text.Length > LongestText || text.AsSpan().ContainsAnyInRange('\0', '\x1f')))
            return "a text is missing, too long, or has control characters";
        if (manifest.Libraries.Any(library => library is null || library.Bytes < 0 || !IsChecksum(library.Sha256)))
            return "a library has no checksum";
        if (manifest.Pages is { Stored: < 0 } or { Zero: < 0 } or { InParent: < 0 })
            return "a number of pages is negative";
        if (manifest.Files.Any(file => file is null || file.Name is null || !FileName.IsMatch(file.Name)) || manifest.Files.DistinctBy(file => file.Name).Count() < manifest.Files.Count)
            return "a file has no name, or another's";
        return manifest.Files.FirstOrDefault(file => !IsWhole(file)) is { } damaged ? $"the checksums of {damaged.Name} do not fit each other" : null;
    }

    private static bool IsWhole(SnapshotFile file) =>
        file.Bytes >= 0
        && file.Chunks is not null
        && file.Chunks.Count == (file.Bytes / SnapshotFile.ChunkBytes) + (file.Bytes % SnapshotFile.ChunkBytes > 0 ? 1 : 0)
        && file.Chunks.All(IsChecksum)
        && file.Sha256 == WholeOf(file.Chunks);

    private static IEnumerable<string?> Texts(SnapshotManifest manifest) =>
    [
        manifest.Subject.Tenant, manifest.Subject.Name, manifest.Subject.Revision,
        manifest.Machine.Kernel, manifest.Machine.Architecture, .. manifest.Machine.CpuFeatures,
        manifest.Software.Interpreter, manifest.Software.Criu,
        .. manifest.Libraries.Select(library => library?.Path),
    ];

    private static bool IsChecksum(string? text) => text is { Length: 64 } && !text.AsSpan().ContainsAnyExcept(HexadecimalDigits);

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex Id { get; }

    /// <summary>What files of a snapshot may be called: never a path, never hidden.</summary>
    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
    internal static partial Regex FileName { get; }
}
