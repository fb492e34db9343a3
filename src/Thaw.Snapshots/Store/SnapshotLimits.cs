namespace Thaw.Snapshots.Store;

/// <summary>How much a store may hold.</summary>
/// <param name="Bytes">Of all files together.</param>
/// <param name="Count">Snapshots.</param>
public sealed record SnapshotLimits(long Bytes, int Count)
{
    /// <summary>10 GiB and 1,000 snapshots: a hundred of a large Python function, which takes about 90 MB.</summary>
    public static SnapshotLimits Default { get; } = new(10L << 30, 1000);
}
