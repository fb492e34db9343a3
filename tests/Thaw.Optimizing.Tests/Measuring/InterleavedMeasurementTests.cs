using Thaw.Functions;
using Thaw.Optimizing.Measuring;
using Thaw.Optimizing.Tests.Verification;
using Thaw.Profiling.Recorder;

namespace Thaw.Optimizing.Tests.Measuring;

/// <summary>Cold starts of real functions by turns. How long they take is not asserted, only what follows from their work.</summary>
public sealed class InterleavedMeasurementTests
{
    private const string Slow =
        """
        import time
        time.sleep(0.5)
        ballast = bytearray(64 << 20)
        def handler(event, context):
            return 1
        """;

    private const string Fast = "def handler(event, context):\n    return 1\n";

    [Fact]
    public void Work_and_memory_that_are_gone_show_in_every_figure()
    {
        using var pair = Pair(Slow, Fast, """{"a": 1}""", """{"b": 1}""", "{}");
        var pairs = new List<MeasureProgress>();

        MeasuredGain gain = new InterleavedMeasurement().Measure(
            pair.Original, pair.Result, new MeasureOptions { LeastPairs = 6, MostPairs = 6 }, new Collected(pairs), CancellationToken.None);

        Assert.Equal(6, gain.Pairs);
        Assert.Equal([1, 2, 3, 4, 5, 6], pairs.Select(item => item.Pairs));
        Assert.True(gain.InitMs.Ratio.Low > 2, $"{gain.InitMs}");
        Assert.True(gain.EndToEndMs.Ratio.Low > 1, $"{gain.EndToEndMs}");
        Assert.True(gain.PeakRssBytes.Ratio.Low > 1.5, $"{gain.PeakRssBytes}");
        Assert.True(gain.PeakRssBytes.Saving.Value > 32 << 20);
        // The held-out event is never measured.
        Assert.Equal(["event0", "event1"], gain.Events.Select(item => item.Name));
        Assert.Equal(1, gain.Events.Sum(item => item.Weight), 12);
        Assert.All(gain.Events, item => Assert.True(item.EndToEndMs.Original > item.FirstInvocationMs.Original));
        // Both are weighed over the events, so the order within each run holds for their medians; init's median is over all runs at once.
        Assert.True(gain.EndToEndMs.Original > gain.BilledMs.Original, $"{gain.EndToEndMs} {gain.BilledMs}");
    }

    [Fact]
    public void It_ends_when_the_intervals_are_narrow_enough()
    {
        using var pair = Pair(Fast, Fast);

        MeasuredGain gain = new InterleavedMeasurement().Measure(
            pair.Original, pair.Result, new MeasureOptions { LeastPairs = 3, WantedPrecision = 1000 }, null, CancellationToken.None);

        Assert.True(gain.Settled);
        Assert.Equal(3, gain.Pairs);
    }

    [Fact]
    public void It_ends_at_the_limit_with_what_there_is()
    {
        using var pair = Pair(Fast, Fast);

        MeasuredGain gain = new InterleavedMeasurement().Measure(
            pair.Original, pair.Result,
            new MeasureOptions { LeastPairs = 2, WantedPrecision = 1e-12, Limit = TimeSpan.Zero }, null, CancellationToken.None);

        Assert.False(gain.Settled);
        Assert.Equal(2, gain.Pairs);
    }

    [Fact]
    public void A_script_has_no_invocations()
    {
        using var pair = new FunctionPair(
            new Dictionary<string, string> { ["handler.py"] = "import sys\nprint(1)\nsys.exit(0)\n" }, new Dictionary<string, string>())
        { Kind = FunctionKind.Script };

        MeasuredGain gain = new InterleavedMeasurement().Measure(
            pair.Original, pair.Result, new MeasureOptions { LeastPairs = 2, MostPairs = 2 }, null, CancellationToken.None);

        Assert.Null(gain.FirstInvocationMs);
        Assert.Empty(gain.Events);
        Assert.True(gain.EndToEndMs.Original > gain.InitMs.Original);
    }

    [Fact]
    public void A_function_that_ends_its_process_is_said_in_one_line()
    {
        using var pair = Pair("import os\ndef handler(event, context):\n    os._exit(3)\n", Fast);

        var error = Assert.Throws<FunctionFailedException>(() => new InterleavedMeasurement().Measure(
            pair.Original, pair.Result, new MeasureOptions(), null, CancellationToken.None));

        Assert.Equal($"{pair.Original.Function.Root} cannot be measured: event event0 does not come to its end", error.Message);
    }

    private static FunctionPair Pair(string original, string result, params string[] events) => new(
        new Dictionary<string, string> { ["handler.py"] = original }, new Dictionary<string, string> { ["handler.py"] = result }, events);

    private sealed class Collected(List<MeasureProgress> into) : IProgress<MeasureProgress>
    {
        public void Report(MeasureProgress value) => into.Add(value);
    }
}
