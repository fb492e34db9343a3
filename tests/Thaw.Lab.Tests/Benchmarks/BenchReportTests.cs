using Thaw.Lab.Benchmarks;
using Thaw.Lab.Machines;
using Thaw.Testing;

namespace Thaw.Lab.Tests.Benchmarks;

public sealed class BenchReportTests
{
    [Fact]
    public void Figures_come_from_the_samples_and_the_ratio_from_the_medians()
    {
        var results = BenchReportBuilder.Build(Samples(), ["boot", "warm"]);

        Assert.Equal(["boot", "warm"], results.Select(result => result.Strategy));
        Assert.Equal((101, 150.0), (results[0].N, results[0].P50Ms));
        Assert.Equal(190, results[0].P90Ms, 1.0);
        Assert.Equal(199, results[0].P99Ms, 1.0);
        Assert.Equal(1, results[0].RatioToBoot);
        Assert.Equal(0.1, results[1].RatioToBoot!.Value, 6);
        Assert.InRange(results[1].RatioToBootInterval![0], 0.09, 0.1);
        Assert.InRange(results[1].RatioToBootInterval![1], 0.1, 0.11);
        Assert.Equal(100, results[0].Phases["sandbox"]);
        Assert.Equal(5e6, results[0].PssBytes);
    }

    [Fact]
    public void Without_boot_there_is_no_ratio_to_it()
    {
        var result = Assert.Single(BenchReportBuilder.Build(Samples(), ["warm"]));
        Assert.Equal(0.1, result.RatioToBoot!.Value, 6);
        Assert.Null(Assert.Single(BenchReportBuilder.Build(Samples().Where(each => each.Key == "warm").ToDictionary(), ["warm"])).RatioToBoot);
    }

    [Fact]
    public void Its_json_keeps_to_the_schema()
    {
        using var folder = new TemporaryFolder();
        var report = new BenchReport
        {
            ThawVersion = "0",
            MeasuredAt = DateTimeOffset.UnixEpoch,
            Seconds = 1,
            Machine = MachineDescription.Current(),
            Function = "f",
            Runtime = "python3.11",
            MemoryMb = 128,
            Concurrency = 1,
            ColdCache = false,
            Results = BenchReportBuilder.Build(Samples(), ["boot", "warm"]),
        };
        Schemas.Validate("docs/schemas/bench.schema.json", folder.Write("report.json", BenchReportFile.ToText(report)));
    }

    private static Dictionary<string, IReadOnlyList<StartSample>> Samples() => new()
    {
        ["boot"] = [.. Enumerable.Range(0, 101).Select(i => Sample("boot", 100 + i))],
        ["warm"] = [.. Enumerable.Range(0, 101).Select(i => Sample("warm", 10 + (i / 10.0)))],
    };

    private static StartSample Sample(string strategy, double ms) =>
        new(strategy, ms, [new("sandbox", strategy == "boot" ? 100 : 0), new("http", Math.Max(0, ms - 100))], 5_000_000);
}
