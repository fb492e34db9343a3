using Thaw.Profiling.Analysis;
using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Tests.Analysis;

/// <summary>The steps in which the collector's time grows.</summary>
public sealed class CollectorModelTests
{
    // CPython's: (700 + 1) * ((10 + 2) * (10 + 1) + 1)
    private const long FirstFull = 93_233;

    [Fact]
    public void A_full_collection_is_saved_when_its_number_of_containers_is_no_longer_reached()
    {
        CollectorModel model = CollectorModel.Of(Pass(FirstFull + 1000, full: 1))!;

        Assert.Equal(6 * 0.005, model.SavedMs(0.005), 6);
        Assert.Equal((6 * 0.02) + 20, model.SavedMs(0.02), 6);
        Assert.Equal(26, model.SavedMs(1), 6);
    }

    [Fact]
    public void The_later_of_two_full_collections_walks_twice_as_much()
    {
        CollectorModel model = CollectorModel.Of(Pass((2 * FirstFull) + 1000, full: 2, fullMs: 60))!;

        Assert.Equal((6 * 0.02) + 40, model.SavedMs(0.02), 6);
    }

    [Fact]
    public void A_full_collection_waits_until_a_quarter_is_new()
    {
        // The fifth would come at five times the distance, but a quarter of 4 is 1: it must be more.
        Assert.NotNull(CollectorModel.Of(Pass((5 * FirstFull) + 8411, full: 4)));
        Assert.NotNull(CollectorModel.Of(Pass((5 * FirstFull) + 8412, full: 5)));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(2, 10)]
    [InlineData(1, 0)]
    public void Another_collector_is_not_modelled(int full, long oldest) =>
        Assert.Null(CollectorModel.Of(Pass(FirstFull + 1000, full, thresholds: [700, 10, oldest])));

    private static ImportsPass Pass(long containers, int full, double fullMs = 20, long[]? thresholds = null)
    {
        Recording recording = new RecordingBuilder { CollectorMs = 6 + fullMs }.Build();
        ImportsPass imports = recording.Imports!;
        return imports with
        {
            Modules = [.. imports.Modules.Select(module => module with { NewContainers = containers - 500 })],
            Collector = new CollectorRecord(
                thresholds ?? [700, 10, 10], 500, [new(containers / 701, 2), new(11, 4), new(full, fullMs)]),
        };
    }
}
