using System.Text.Json.Serialization;

namespace Thaw.Snapshots.Manifests;

/// <summary>What a snapshot is, and what it consists of; signed by the host that keeps it.</summary>
public sealed record SnapshotManifest
{
    /// <summary>The schema name.</summary>
    public const string SchemaName = "thaw.snapshot";

    /// <summary>The format version that this code writes, and the only one that it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Always <see cref="SchemaName"/>.</summary>
    public string Schema { get; init; } = SchemaName;

    /// <summary>The format version.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The snapshot's name: 32 hexadecimal digits over everything else here but the date and the time saved.</summary>
    public string Id { get; init; } = "";

    /// <summary>When it was taken, in UTC.</summary>
    public required DateTimeOffset CreatedUtc { get; init; }

    /// <summary>How much earlier an instance is ready when it is restored than when it boots, in milliseconds; 0 when it was not measured.</summary>
    public required double SavedMs { get; init; }

    /// <summary>Of what it is.</summary>
    public required SnapshotSubject Subject { get; init; }

    /// <summary>The snapshot whose pages it shares; null when it has all of its own.</summary>
    public required string? Parent { get; init; }

    /// <summary>The pid of its process, in its namespace; the same at each restore.</summary>
    public required uint Pid { get; init; }

    /// <summary>Where it was taken.</summary>
    public required SnapshotMachine Machine { get; init; }

    /// <summary>What made it and what runs in it.</summary>
    public required SnapshotSoftware Software { get; init; }

    /// <summary>The files that its memory shows, which must be the same at restore.</summary>
    public required IReadOnlyList<SnapshotLibrary> Libraries { get; init; }

    /// <summary>What became of its pages.</summary>
    public required SnapshotPages Pages { get; init; }

    /// <summary>Its files, by name.</summary>
    public required IReadOnlyList<SnapshotFile> Files { get; init; }

    /// <summary>The bytes of its files.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);
}

/// <summary>Of what a snapshot is.</summary>
/// <param name="Tenant">Whose it is. Nothing is shared between tenants, not even what is equal.</param>
/// <param name="Name">The function, or the image.</param>
/// <param name="Revision">Which of its revisions: another one needs another snapshot.</param>
/// <param name="Kind">What it is a snapshot of.</param>
/// <param name="Invocations">The warm-up invocations that it had; 0 when it was taken after init.</param>
public sealed record SnapshotSubject(string Tenant, string Name, string Revision, SnapshotKind Kind, int Invocations);

/// <summary>What there are snapshots of.</summary>
public enum SnapshotKind
{
    /// <summary>A function after its init.</summary>
    [JsonStringEnumMemberName("function")]
    Function,

    /// <summary>A dependency image: libraries alone, for any function.</summary>
    [JsonStringEnumMemberName("image")]
    Image,
}

/// <summary>What made a snapshot and what runs in it.</summary>
/// <param name="Interpreter">The interpreter's build, as it says itself.</param>
/// <param name="Criu">CRIU's version.</param>
public sealed record SnapshotSoftware(string Interpreter, string Criu);

/// <summary>A file that a snapshot's memory shows: a shared library, the program.</summary>
/// <param name="Path">Where it was, as the process saw it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its checksum.</param>
public sealed record SnapshotLibrary(string Path, long Bytes, string Sha256);

/// <summary>What became of the pages that were captured.</summary>
/// <param name="Stored">Pages in its own files.</param>
/// <param name="Zero">Pages of zeros, which are stored nowhere.</param>
/// <param name="InParent">Pages that are its parent's.</param>
public sealed record SnapshotPages(long Stored, long Zero, long InParent);

/// <summary>One file of a snapshot.</summary>
/// <param name="Name">Its name in the folder of images.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">The checksum of the checksums of its chunks.</param>
/// <param name="Chunks">The SHA-256 of each <see cref="ChunkBytes"/>; the last chunk may be shorter.</param>
public sealed record SnapshotFile(string Name, long Bytes, string Sha256, IReadOnlyList<string> Chunks)
{
    /// <summary>The size of a chunk, in bytes: small enough to be checked as it is read, large enough that a manifest is small.</summary>
    public const int ChunkBytes = 1 << 20;
}
