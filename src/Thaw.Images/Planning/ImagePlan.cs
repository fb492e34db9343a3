namespace Thaw.Images.Planning;

/// <summary>Which images to hold, and which one each function starts from.</summary>
/// <param name="Images">The images, a parent before its children; of others, the one that gains more for its memory first.</param>
/// <param name="ImageOf">For each function of the request the index of its image; -1 for none.</param>
/// <param name="LeftOut">The images that would gain most and are not held, with the reason.</param>
public sealed record ImagePlan(IReadOnlyList<PlannedImage> Images, IReadOnlyList<int> ImageOf, IReadOnlyList<LeftOutImage> LeftOut)
{
    /// <summary>Memory of all of them, bytes.</summary>
    public long Bytes => Images.Sum(image => image.Bytes);

    /// <summary>What all of them save: milliseconds of cold starts a minute.</summary>
    public double GainMsPerMinute => Images.Sum(image => image.GainMsPerMinute);
}

/// <summary>One image of a plan.</summary>
public sealed record PlannedImage
{
    /// <summary>Its parts, ascending indices; none for the bare interpreter.</summary>
    public required IReadOnlyList<int> Parts { get; init; }

    /// <summary>The image whose template its own is forked from, index into the plan's images; -1 for none.</summary>
    public required int Parent { get; init; }

    /// <summary>Memory that holding it takes besides its parent, bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>How often functions start from it, a minute.</summary>
    public required double StartsPerMinute { get; init; }

    /// <summary>What it saves against starting those from nothing: milliseconds a minute.</summary>
    public required double GainMsPerMinute { get; init; }

    /// <summary>How many functions start from it.</summary>
    public required int Functions { get; init; }

    /// <summary>What it holds beyond its parent, by name.</summary>
    public required string Name { get; init; }

    /// <summary>Why it is held, one sentence.</summary>
    public required string Reason { get; init; }
}

/// <summary>An image that functions could start from and that is not held.</summary>
/// <param name="Name">What it holds.</param>
/// <param name="Reason">Why it is not held, one sentence.</param>
public sealed record LeftOutImage(string Name, string Reason);
