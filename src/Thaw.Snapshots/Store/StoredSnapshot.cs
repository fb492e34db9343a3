using Thaw.Snapshots.Manifests;

namespace Thaw.Snapshots.Store;

/// <summary>A snapshot of a store, and how it was used.</summary>
/// <param name="Manifest">What it is.</param>
/// <param name="Uses">How often it was restored.</param>
/// <param name="LastUseUtc">When it was restored last, or taken.</param>
public sealed record StoredSnapshot(SnapshotManifest Manifest, long Uses, DateTimeOffset LastUseUtc)
{
    /// <summary>
    /// What keeping it is worth: the milliseconds that it saved, by the bytes that it takes and the hours since it was used. One whose
    /// gain was not measured counts as one millisecond, so that what is used least recently goes first among those.
    /// </summary>
    public double WorthAt(DateTimeOffset now) =>
        Math.Max(1, Manifest.SavedMs) * (Uses + 1) / Math.Max(1, Manifest.Bytes) / (1 + Math.Max(0, (now - LastUseUtc).TotalHours));
}
