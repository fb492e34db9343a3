using Thaw.Images.Planning;

namespace Thaw.Hosting.Images;

/// <summary>What images are taken to cost before they are made; from then on what they took is known.</summary>
internal static class ImageCosts
{
    /// <summary>Memory of an initialised module, bytes.</summary>
    public const long BytesOfModule = 60 << 10;

    private const long BytesOfAny = 26 << 20;

    /// <summary>The costs, with what starts took.</summary>
    /// <param name="starts">What is known of each version; one at least.</param>
    public static StartCosts Of(IReadOnlyList<(LearntStart Start, double PerMinute)> starts) => new()
    {
        BootMs = starts.Average(each => each.Start.RuntimeMs),
        // A boot's sandbox takes as long, and this is without it: the fork itself is all but the same for each image, and none is chosen by it.
        ForkMs = 0,
        ForkMsPerMegabyte = 0,
        InterpreterBytes = BytesOfAny,
        ForkedBytes = 0,
        CopiedShare = 0,
    };
}
