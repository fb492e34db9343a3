namespace Thaw.Linux.Capabilities;

/// <summary>Something that a machine offers to this user, or not.</summary>
/// <param name="Name">Its name on the command line and in tests, such as <c>userfaultfd</c>.</param>
/// <param name="Group">What it belongs to: one of <see cref="CapabilityGroups"/>.</param>
/// <param name="Available">Whether Thaw can use it, by having tried.</param>
/// <param name="Detail">What is there, or why it is not: one sentence.</param>
/// <param name="Enables">What Thaw can do with it.</param>
/// <param name="Remedy">The command that gives it, or null when there is none or none is needed.</param>
public sealed record CapabilityReport(string Name, string Group, bool Available, string Detail, string Enables, string? Remedy);

/// <summary>The groups of capabilities, in the order in which they are shown.</summary>
public static class CapabilityGroups
{
    /// <summary>The kernel itself.</summary>
    public const string Kernel = "kernel";

    /// <summary>What separates an instance from others.</summary>
    public const string Isolation = "isolation";

    /// <summary>What stores and restores processes and machines.</summary>
    public const string Snapshots = "snapshots";

    /// <summary>What runs functions.</summary>
    public const string Python = "python";

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<string> All { get; } = [Kernel, Isolation, Snapshots, Python];
}

/// <summary>Finds out one capability by trying it. Changes nothing that lasts.</summary>
public interface ICapabilityProbe
{
    /// <summary>The capability's name.</summary>
    string Name { get; }

    /// <summary>Tries it. May throw and may take its time: <see cref="CapabilityProbes"/> guards against both.</summary>
    CapabilityReport Probe();
}
