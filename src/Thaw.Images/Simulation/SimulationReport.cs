using Thaw.Images.Planning;

namespace Thaw.Images.Simulation;

/// <summary>What a simulation found; docs/schemas/images-simulate.schema.json describes it as JSON.</summary>
public sealed record SimulationReport
{
    /// <summary>The schema.</summary>
    public string Schema { get; init; } = "thaw.images.simulate";

    /// <summary>The schema's version.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Where the trace is from.</summary>
    public required string Trace { get; init; }

    /// <summary>Whether it was made by random numbers, not recorded.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>How and where the costs were measured.</summary>
    public required string Costs { get; init; }

    /// <summary>The length of the trace, s.</summary>
    public required double Seconds { get; init; }

    /// <summary>How many functions it has.</summary>
    public required int Functions { get; init; }

    /// <summary>How many invocations.</summary>
    public required long Invocations { get; init; }

    /// <summary>The host's settings.</summary>
    public required SimulationOptions Options { get; init; }

    /// <summary>What came of each way of holding images: none, own, shared.</summary>
    public required IReadOnlyList<PolicyResult> Policies { get; init; }

    /// <summary>Shared images at the end of the trace, a parent before its children.</summary>
    public required IReadOnlyList<PlannedImage> Images { get; init; }

    /// <summary>Shared images that would gain most beyond those.</summary>
    public required IReadOnlyList<LeftOutImage> LeftOut { get; init; }

    /// <summary>Memory of images if there were no limit.</summary>
    public required ImageSpace Space { get; init; }

    /// <summary>How long the simulation took, s.</summary>
    public required double SimulatedIn { get; init; }
}

/// <summary>What came of one way of holding images.</summary>
/// <param name="Name"><c>none</c>, <c>own</c> (one a function), <c>shared</c>.</param>
/// <param name="ColdStarts">Invocations that had to wait for an instance.</param>
/// <param name="FromImage">Those of them whose instance was forked from an image.</param>
/// <param name="MeanMs">What a cold start took until the handler could be called, mean, ms.</param>
/// <param name="P50Ms">Median, ms.</param>
/// <param name="P90Ms">90th percentile, ms.</param>
/// <param name="P99Ms">99th percentile, ms.</param>
/// <param name="MeanImages">Images held, over time.</param>
/// <param name="Built">Images that were built.</param>
/// <param name="MeanImageBytes">Their memory, over time, bytes.</param>
/// <param name="PeakImageBytes">The most of it, bytes.</param>
/// <param name="MeanInstanceBytes">Memory of instances, over time, bytes.</param>
/// <param name="PeakInstanceBytes">The most of it within a minute, bytes.</param>
/// <param name="PeakBytes">The most of both together within a minute, bytes.</param>
public sealed record PolicyResult(
    string Name, long ColdStarts, long FromImage, double MeanMs, double P50Ms, double P90Ms, double P99Ms, double MeanImages, int Built,
    double MeanImageBytes, double PeakImageBytes, double MeanInstanceBytes, double PeakInstanceBytes, double PeakBytes);

/// <summary>Memory of images if every function had what it needs, and the published figure.</summary>
/// <param name="OwnBytes">An image for every function of the trace, bytes.</param>
/// <param name="SharedBytes">The shared images that serve all of them best, bytes.</param>
/// <param name="SharedImages">How many those are.</param>
/// <param name="FunctionsPerImage">Functions over images.</param>
/// <param name="Saving">1 - shared / own.</param>
/// <param name="SavingOfTen">The same for ten functions of one kind with one image; mean of the kinds by weight.</param>
/// <param name="SavingOfTenLive">Ten functions of one kind with a live instance each, images included: 1 - shared / own; mean of the kinds by weight.</param>
/// <param name="PublishedOfTen">What WarmSwap's authors publish for ten functions an image: 0.88 (Li et al., HotSwap, IEEE CLOUD 2025; simulated with traces of Azure).</param>
public sealed record ImageSpace(
    double OwnBytes, double SharedBytes, int SharedImages, double FunctionsPerImage, double Saving, double SavingOfTen, double SavingOfTenLive, double PublishedOfTen);
