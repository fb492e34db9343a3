using System.Text.Json;
using Thaw.Linux.Files;
using Thaw.Snapshots.Manifests;

namespace Thaw.Snapshots.Store;

/// <summary>
/// Whether a snapshot's files, and the libraries that its memory shows, are what they were. Everything is read once in a boot of the
/// host; after that, files that were not written to are known by their identity, so that a cold start pays some microseconds a file.
/// </summary>
internal sealed class SnapshotVerification(SnapshotFolder folder, SnapshotKey key)
{
    private const string Purpose = "thaw.snapshot.verified";

    private static readonly Lazy<string> Boot = new(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());

    /// <summary>Checks everything, at the cost of reading it all.</summary>
    /// <param name="manifest">What the files should be.</param>
    /// <param name="locate">Where a library is on this host; null when it is nowhere.</param>
    /// <returns>What is wrong, each in words.</returns>
    public IReadOnlyList<string> CheckAll(SnapshotManifest manifest, Func<string, string?> locate)
    {
        var wrong = manifest.Files.Select(file => FileChecksums.WhyNot(PathOf(file), file)).OfType<string>().ToList();
        wrong.AddRange(Directory.EnumerateFileSystemEntries(folder.Images).Select(entry => Path.GetFileName(entry)!)
            .Except(manifest.Files.Select(file => file.Name)).Select(name => $"{name} does not belong to it"));
        wrong.AddRange(manifest.Libraries.Select(library => WhyNot(library, locate(library.Path))).OfType<string>());
        return wrong;
    }

    /// <summary>Why a snapshot must not be restored; null when it may.</summary>
    /// <param name="manifest">What the files should be.</param>
    /// <param name="locate">Where a library is on this host; null when it is nowhere.</param>
    public string? WhyNot(SnapshotManifest manifest, Func<string, string?> locate)
    {
        // Before the content is read: what is written to while it is being read must not count as read.
        var now = Identities(manifest, locate);
        if (now.All(identity => identity is not null) && Read() is { } before && before.Boot == Boot.Value && before.Files.SequenceEqual(now!))
            return null;
        var wrong = CheckAll(manifest, locate);
        if (wrong.Count > 0)
            return wrong[0];
        Write(new VerifiedState(Boot.Value, [.. now.OfType<FileIdentity>()]));
        return null;
    }

    private List<FileIdentity?> Identities(SnapshotManifest manifest, Func<string, string?> locate) =>
    [
        .. manifest.Files.Select(file => FileIdentity.Of(PathOf(file))),
        .. manifest.Libraries.Select(library => locate(library.Path) is { } place ? FileIdentity.Of(place) : null),
    ];

    private static string? WhyNot(SnapshotLibrary library, string? place)
    {
        if (place is null || !File.Exists(place))
            return $"{library.Path} is not there any more";
        return FileIdentity.Of(place)?.Bytes == library.Bytes && FileChecksums.OfWhole(place) == library.Sha256
            ? null
            : $"{library.Path} is not the file that it was";
    }

    private VerifiedState? Read()
    {
        try
        {
            var bytes = File.ReadAllBytes(folder.Verified);
            var end = Array.IndexOf(bytes, (byte)'\n');
            // A note that this host did not write does not count.
            return end > 0 && key.IsSigned(Purpose, bytes.AsSpan(end + 1), System.Text.Encoding.ASCII.GetString(bytes, 0, end))
                ? JsonSerializer.Deserialize(bytes.AsSpan(end + 1), ManifestJson.Default.VerifiedState)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void Write(VerifiedState state)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(state, ManifestJson.Default.VerifiedState);
        DurableFile.WriteAtomically(folder.Verified, stream =>
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(key.Sign(Purpose, bytes) + "\n"));
            stream.Write(bytes);
        });
    }

    private string PathOf(SnapshotFile file) => Path.Combine(folder.Images, file.Name);
}
