using Thaw.Images.Traces;

namespace Thaw.Images.Tests.Traces;

/// <summary>Synthetic traces have the published shares, and are the same for the same seed.</summary>
public sealed class SyntheticTraceTests
{
    private const double Day = 86_400;

    [Fact]
    public void Popularity_is_as_skewed_as_published()
    {
        var trace = new SyntheticTrace(10_000, Day, 7);
        double[] perDay = [.. Enumerable.Range(0, 10_000).Select(trace.PerDay).Order()];

        // Figure 5(a): once an hour or less, once a minute or less.
        Assert.Equal(4500, perDay.Count(rate => rate <= 24));
        Assert.Equal(8100, perDay.Count(rate => rate <= 1440));
        // Figure 5(b): the 18.6 % most popular have 99.6 % of all invocations.
        Assert.Equal(0.996, perDay.Skip(8140).Sum() / perDay.Sum(), 0.002);
    }

    [Fact]
    public void Durations_and_memory_have_the_published_medians()
    {
        var trace = new SyntheticTrace(10_000, 1e9, 7);

        // Figures 7 and 8: exp(-0.38) s; of the Burr distribution 107.083 x (2^(1 / 0.221) - 1)^(1 / 11.652) = 139.6 MB.
        Assert.Equal(0.684, Median(Enumerable.Range(0, 10_000).Select(function => First(trace, function).DurationSeconds)), 0.05);
        Assert.Equal(139.6e6, Median(trace.Functions.Select(function => (double)function.MemoryBytes!.Value)), 2e6);
    }

    [Fact]
    public void A_function_is_invoked_as_often_as_it_says_whatever_the_gaps_are_like()
    {
        var trace = new SyntheticTrace(30, 1000 * Day, 3);
        var variations = new HashSet<int>();
        for (var function = 10; function < 22; function++)
        {
            var starts = Starts(trace, function);
            var gaps = starts.Zip(starts.Skip(1), (one, other) => other - one).ToList();
            Assert.Equal(1, gaps.Average() * trace.PerDay(function) / Day, 0.1);
            variations.Add((int)Math.Round(Math.Sqrt(gaps.Average(gap => gap * gap) - Math.Pow(gaps.Average(), 2)) / gaps.Average()));
            Assert.Equal(starts, starts.Order());
        }

        // Figure 6: periodic, memoryless, bursty.
        Assert.Equal([0, 1, 3], variations.Order());
    }

    [Fact]
    public void A_seed_is_a_trace()
    {
        var (one, same, other) = (new SyntheticTrace(50, Day, 1), new SyntheticTrace(50, Day, 1), new SyntheticTrace(50, Day, 2));

        Assert.Equal(Starts(one, 20), Starts(same, 20));
        Assert.Equal(Starts(one, 20), Starts(one, 20));
        Assert.Equal(one.Functions, same.Functions);
        Assert.NotEqual(Starts(one, 20), Starts(other, 20));
        Assert.True(one.IsSynthetic);
        Assert.Contains("synthetic, seed 1", one.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_starts_after_the_end()
    {
        var trace = new SyntheticTrace(100, 3600, 1);

        Assert.All(Enumerable.Range(0, 90), function => Assert.All(Starts(trace, function), start => Assert.InRange(start, 0, 3600)));
    }

    private static Invocation First(InvocationTrace trace, int function)
    {
        Assert.True(trace.Open(function).TryRead(double.PositiveInfinity, out var invocation));
        return invocation;
    }

    private static List<double> Starts(InvocationTrace trace, int function)
    {
        var (reader, found) = (trace.Open(function), new List<double>());
        while (reader.TryRead(double.PositiveInfinity, out var invocation))
            found.Add(invocation.StartSeconds);
        return found;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
