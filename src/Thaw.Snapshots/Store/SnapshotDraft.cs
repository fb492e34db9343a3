using Thaw.Snapshots.Manifests;

namespace Thaw.Snapshots.Store;

/// <summary>What a capture knows about what it wrote.</summary>
public sealed record SnapshotDraft
{
    /// <summary>Of what it is.</summary>
    public required SnapshotSubject Subject { get; init; }

    /// <summary>The snapshot from which the captured process was restored or forked, if there is one: equal pages are stored once.</summary>
    public string? Parent { get; init; }

    /// <summary>What made it and what runs in it.</summary>
    public required SnapshotSoftware Software { get; init; }

    /// <summary>The files that the memory shows: as the process sees them, and where they are on this host.</summary>
    public required IReadOnlyDictionary<string, string> Libraries { get; init; }

    /// <summary>How much earlier an instance is ready than by a boot, in milliseconds; 0 when it was not measured.</summary>
    public double SavedMs { get; init; }
}
