using Thaw.Images.Planning;

namespace Thaw.Hosting.Images;

/// <summary>What images are taken to cost before they are made; from then on what they took is known.</summary>
internal static class ImageCosts
{
    // Fitted to the images of four sample functions, as a host measured them when they were made (PSS of the template and its launcher; Python 3.11):
    // helloworld 24 modules, 12.4 MB; sentiment (nltk) 447, 42.8 MB; lr_serving 1,235, 101.8 MB; wine_quality (pandas, scipy,
    // scikit-learn) 1,229, 119.5 MB.

    /// <summary>Memory of an initialised module, bytes.</summary>
    public const long BytesOfModule = 76 << 10;

    private const long BytesOfAny = 10 << 20;

    /// <summary>Memory of an image, bytes.</summary>
    /// <param name="modules">How many modules it has.</param>
    public static long BytesOf(int modules) => BytesOfAny + (modules * BytesOfModule);

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
