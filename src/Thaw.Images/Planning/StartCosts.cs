namespace Thaw.Images.Planning;

/// <summary>What it costs to start an instance with and without an image, and to hold one, besides the parts.</summary>
public sealed record StartCosts
{
    /// <summary>Sandbox, interpreter and runtime of an instance that is started from nothing, ms.</summary>
    public required double BootMs { get; init; }

    /// <summary>Forking an instance from an empty template into its sandbox, until it can import the handler, ms.</summary>
    public required double ForkMs { get; init; }

    /// <summary>What a fork takes on top for each megabyte (1,000,000 bytes) of the image's parts: its page tables are copied, ms.</summary>
    public required double ForkMsPerMegabyte { get; init; }

    /// <summary>Memory of an interpreter with the runtime and nothing else, bytes.</summary>
    public required long InterpreterBytes { get; init; }

    /// <summary>Memory that a fork of an empty template has to itself, bytes.</summary>
    public required long ForkedBytes { get; init; }

    /// <summary>Share of an image's parts that a fork ends up with a copy of, because it writes to those pages; 0 to 1.</summary>
    public required double CopiedShare { get; init; }

    /// <summary>Time from a request for a fork of an image until it can import what the image lacks, ms.</summary>
    /// <param name="imageBytes">Bytes of the image's parts.</param>
    public double ForkOf(long imageBytes) => ForkMs + (ForkMsPerMegabyte * imageBytes / 1e6);

    /// <summary>Memory that a fork of an image has to itself before it imports anything, bytes.</summary>
    /// <param name="imageBytes">Bytes of the image's parts.</param>
    public long CopiedOf(long imageBytes) => ForkedBytes + (long)(CopiedShare * imageBytes);
}
