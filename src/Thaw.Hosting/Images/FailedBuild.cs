namespace Thaw.Hosting.Images;

/// <summary>An image that could not be made.</summary>
/// <param name="Reason">Why, one line.</param>
/// <param name="Attempts">How often in a row.</param>
/// <param name="Until">Before then it is not tried again, by the host's clock.</param>
internal sealed record FailedBuild(string Reason, int Attempts, TimeSpan Until)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private const int MostDoublings = 6;

    /// <summary>One more failure: the pause doubles each time, up to ten minutes.</summary>
    public static FailedBuild After(FailedBuild? before, string reason, TimeSpan now)
    {
        var attempts = (before?.Attempts ?? 0) + 1;
        return new FailedBuild(reason, attempts, now + (First * Math.Pow(2, Math.Min(attempts - 1, MostDoublings))));
    }
}
