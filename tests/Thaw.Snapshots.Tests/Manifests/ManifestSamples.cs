using Thaw.Snapshots.Manifests;

namespace Thaw.Snapshots.Tests.Manifests;

/// <summary>A manifest with something of everything.</summary>
internal static class ManifestSamples
{
    private static readonly string Sum = new('a', 64);

    public static SnapshotManifest Create() => ManifestFormat.Named(new SnapshotManifest
    {
        CreatedUtc = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        SavedMs = 812.5,
        Subject = new SnapshotSubject("t", "wine_quality", "7c", SnapshotKind.Function, 3),
        Parent = new string('b', 32),
        Pid = 1000,
        Machine = new SnapshotMachine("6.1.0", "x64", ["avx", "sse2"]),
        Software = new SnapshotSoftware("3.11.2 (main)", "4.2.1"),
        Libraries = [new SnapshotLibrary("/usr/lib/libc.so.6", 1_926_256, Sum)],
        Pages = new SnapshotPages(1, 2, 3),
        Files = [new SnapshotFile("pages-1.img", SnapshotFile.ChunkBytes + 1, ManifestFormat.WholeOf([Sum, Sum]), [Sum, Sum]), new SnapshotFile("empty.img", 0, ManifestFormat.WholeOf([]), [])],
    });
}
