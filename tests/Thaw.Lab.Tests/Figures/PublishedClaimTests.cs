using Thaw.Lab.Figures;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Tests.Figures;

public sealed class PublishedClaimTests
{
    private static readonly PublishedClaim Speedup = new("loading", 2.2, 3.2, "a paper", "there it is moved, here it is forked");
    private static readonly PublishedClaim Saving = new("space", 0.88, 0.88, "a paper", null);

    [Theory]
    [InlineData(2.5, "direction and size hold: 2.50 here, 2.20 to 3.20 published (loading).")]
    [InlineData(3.5, "direction and size hold: 3.50 here, 2.20 to 3.20 published (loading).")]
    [InlineData(6.4, "the direction holds, the size does not: 6.40 here, 2.20 to 3.20 published (loading), 2.00 times the largest published; there it is moved, here it is forked.")]
    [InlineData(1.1, "the direction holds, the size does not: 1.10 here, 2.20 to 3.20 published (loading), 0.50 of the smallest published; there it is moved, here it is forked.")]
    [InlineData(0.9, "the direction does not hold: 0.90 here, 2.20 to 3.20 published (loading).")]
    [InlineData(1.0, "the direction does not hold: 1.00 here, 2.20 to 3.20 published (loading).")]
    public void A_ratio_is_held_against_one_and_against_what_is_published(double measured, string sentence) =>
        Assert.Equal(sentence, Speedup.Verdict(Estimate.Exact(measured), "ratio"));

    [Theory]
    [InlineData(0.85, "direction and size hold: 85.0 % here, 88.0 % published (space).")]
    [InlineData(0.44, "the direction holds, the size does not: 44.0 % here, 88.0 % published (space), 0.50 of the published.")]
    [InlineData(-0.1, "the direction does not hold: -10.0 % here, 88.0 % published (space).")]
    public void A_share_is_held_against_nothing(double measured, string sentence) =>
        Assert.Equal(sentence, Saving.Verdict(Estimate.Exact(measured), "share"));

    [Fact]
    public void An_interval_that_reaches_what_is_published_is_enough() =>
        Assert.StartsWith("direction and size hold", Speedup.Verdict(new Estimate(5, 3, 7), "ratio"), StringComparison.Ordinal);

    [Fact]
    public void Both_ends_of_a_range_are_shown_and_a_single_number_once()
    {
        Assert.Equal([("loading, least", 2.2), ("loading, most", 3.2)], Speedup.References.Select(reference => (reference.What, reference.Value)));
        Assert.Equal(("space", 0.88), Assert.Single(Saving.References.Select(reference => (reference.What, reference.Value))));
    }
}
