namespace Thaw.Sandboxing.Roots;

/// <summary>How much a root file system may hold.</summary>
/// <param name="Bytes">Of all files together, those of an image's layers each as often as they come.</param>
/// <param name="Entries">Files, folders and links.</param>
public sealed record RootLimits(long Bytes, int Entries)
{
    /// <summary>16 GiB, a million entries.</summary>
    public static RootLimits Usual { get; } = new(16L << 30, 1_000_000);
}
