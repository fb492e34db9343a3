using Thaw.Cli.Demo;
using Thaw.Cli.Terminal;
using Thaw.Lab.Benchmarks;
using Thaw.Lab.Machines;

namespace Thaw.Cli.Tests.Demo;

/// <summary>How functions start on a host, in <c>thaw demo</c>.</summary>
public sealed class DemoHostTableTests
{
    [Fact]
    public void Each_way_to_start_has_its_phases_in_80_columns_and_a_fork_is_compared_with_a_boot()
    {
        using var output = new StringWriter();

        DemoHostTable.Write(Screen.Create(output, redirected: true), [Report("wine_quality", ["boot", "fork", "warm"]), Report("sentiment", ["boot", "warm"])]);

        var lines = output.ToString().Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= Screen.DefaultWidth, line));
        Assert.Matches("^ms \\(medians\\) +all +sandbox +runtime +import +handler +rest +memory$", lines[0]);
        Assert.Matches("^wine_quality +boot +1000 +2\\.0 +15\\.0 +975 +4\\.0 +4\\.0 +118 MB$", lines[1]);
        Assert.Matches("^ +fork +125 +2\\.0 +15\\.0 +100 +4\\.0 +4\\.0 +22 MB$", lines[2]);
        Assert.Matches("^ +warm +8\\.0 +0\\.0 +0\\.0 +0\\.0 +4\\.0 +4\\.0 +22 MB$", lines[3]);
        Assert.Matches("^sentiment +boot", lines[4]);
        Assert.StartsWith("wine_quality: forked, a cold start is 8.0 times as fast as booted", lines[6], StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.StartsWith("sentiment: ", StringComparison.Ordinal));
    }

    private static BenchReport Report(string function, string[] strategies) => new()
    {
        ThawVersion = "0",
        MeasuredAt = DateTimeOffset.UnixEpoch,
        Seconds = 1,
        Machine = MachineDescription.Current(),
        Function = function,
        Runtime = "python3.11",
        MemoryMb = 512,
        Concurrency = 1,
        ColdCache = false,
        Results = BenchReportBuilder.Build(
            new Dictionary<string, IReadOnlyList<StartSample>>
            {
                ["boot"] = [Sample("boot", 1000, 2, 15, 975, 118_000_000)],
                ["fork"] = [Sample("fork", 125, 2, 15, 100, 21_900_000)],
                ["warm"] = [Sample("warm", 8, 0, 0, 0, 21_900_000)],
            },
            strategies),
    };

    private static StartSample Sample(string strategy, double ms, double sandbox, double runtime, double import, long bytes) =>
        new(strategy, ms, [new("queue", 1), new("sandbox", sandbox), new("runtime", runtime), new("import", import), new("handler", 4), new("http", 3)], bytes);
}
