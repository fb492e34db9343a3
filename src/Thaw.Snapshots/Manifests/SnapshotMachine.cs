using System.Runtime.InteropServices;

namespace Thaw.Snapshots.Manifests;

/// <summary>What of a machine a snapshot depends on.</summary>
/// <param name="Kernel">The kernel's release.</param>
/// <param name="Architecture">The processor's architecture.</param>
/// <param name="CpuFeatures">What the processor can do, as the kernel names it, in order. Libraries choose their code by it when they are loaded.</param>
public sealed record SnapshotMachine(string Kernel, string Architecture, IReadOnlyList<string> CpuFeatures)
{
    private static readonly Lazy<SnapshotMachine> Here = new(Read);

    /// <summary>This machine.</summary>
    public static SnapshotMachine Current => Here.Value;

    /// <summary>Why a snapshot that was taken here cannot be restored on another machine; null when it can.</summary>
    public string? WhyNotOn(SnapshotMachine other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Architecture != other.Architecture)
            return $"it was taken on {Architecture}, and this is {other.Architecture}";
        // A kernel maps its own code into every process, and that code is in the memory of the snapshot.
        if (Kernel != other.Kernel)
            return $"it was taken under kernel {Kernel}, and this is {other.Kernel}";
        var missing = CpuFeatures.Except(other.CpuFeatures).ToList();
        return missing.Count == 0
            ? null
            : $"it was taken on a processor with {string.Join(", ", missing.Take(5))}{(missing.Count > 5 ? " and more" : "")}, which this one lacks";
    }

    private static SnapshotMachine Read()
    {
        // x86 calls them flags, AArch64 features; one processor's line stands for all.
        var line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(
            text => text.StartsWith("flags", StringComparison.Ordinal) || text.StartsWith("Features", StringComparison.Ordinal)) ?? "";
        var features = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new SnapshotMachine(
            File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
            RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
            [.. features.Distinct().Order(StringComparer.Ordinal)]);
    }
}
