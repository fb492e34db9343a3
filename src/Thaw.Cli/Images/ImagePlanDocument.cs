using Thaw.Profiling.Analysis.Tables;

namespace Thaw.Cli.Images;

/// <summary>Which images to hold, as <c>thaw images plan</c> says it.</summary>
/// <param name="Source"><c>recordings</c> or <c>host</c>.</param>
/// <param name="MemoryBytes">What all images together may take, bytes.</param>
/// <param name="Images">The images.</param>
/// <param name="LeftOut">What would gain most beyond them, and why it is not held.</param>
internal sealed record ImagePlanDocument(string Source, long MemoryBytes, IReadOnlyList<PlannedImageDocument> Images, IReadOnlyList<string> LeftOut)
{
    /// <summary>The names that a host gave the images when they were applied; null: they were not.</summary>
    public IReadOnlyList<string>? Applied { get; init; }
}

/// <summary>An image of a plan.</summary>
/// <param name="Name">What it holds, or its name on the host.</param>
/// <param name="Runtime">Its interpreter; null: the host says it with the image.</param>
/// <param name="Parent">The largest other image that it has all of, index into the plan's images; -1: none.</param>
/// <param name="Functions">How many functions start from it.</param>
/// <param name="StartsPerMinute">How often they do; null: the host says only what is gained.</param>
/// <param name="GainMsPerMinute">What it spares their cold starts, ms per minute.</param>
/// <param name="Bytes">What holding it takes of memory (PSS), bytes.</param>
/// <param name="Reason">Why it is held, one sentence.</param>
internal sealed record PlannedImageDocument(
    string Name, string? Runtime, int Parent, int Functions, double? StartsPerMinute, double GainMsPerMinute, long Bytes, string Reason)
{
    /// <summary>The functions that start from it; empty where only their number is known.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>What it holds, by libraries.</summary>
    public IReadOnlyList<LibraryCostDocument> Libraries { get; init; } = [];

    /// <summary>The modules that it is told to initialise, in their order; empty: the host knows them.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>Whether the host holds it now; null: it was not asked.</summary>
    public bool? IsHeld { get; init; }
}

/// <summary>What of a library an image holds.</summary>
/// <param name="Name">The library.</param>
/// <param name="InitMs">What initialising it takes, ms; null: not known.</param>
/// <param name="Bytes">Memory of it, bytes; null: not known.</param>
/// <param name="Use">How events use it.</param>
internal sealed record LibraryCostDocument(string Name, double? InitMs, long? Bytes, UseState Use);
