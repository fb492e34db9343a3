using Microsoft.Playwright;
using Thaw.Lab.Benchmarks;
using Thaw.Lab.Machines;
using Thaw.Report.Tests.Browser;
using static Microsoft.Playwright.Assertions;

namespace Thaw.Report.Tests.Pages;

/// <summary>The page of <c>thaw bench --html</c> in a real browser.</summary>
public sealed class BenchPageTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private const int Runs = 30;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("chromium")]
    public async Task It_shows_every_strategy_and_every_invocation_without_a_complaint_or_the_network()
    {
        await using var opened = await chromium.Open(Write());

        Assert.Empty(opened.Complaints);
        Assert.Empty(opened.Requests);
        await Expect(opened.Page.Locator("h1")).ToHaveTextAsync("wine </script> quality");
        await Expect(opened.Page.Locator("#results tr")).ToHaveCountAsync(2);
        await Expect(opened.Page.Locator("#spread circle")).ToHaveCountAsync(2 * Runs);
        await Expect(opened.Page.Locator("#results")).ToContainTextAsync("0.10×");
        await Expect(opened.Page.Locator("#phase-heads th")).ToHaveCountAsync(4);
    }

    [RequiresFact("chromium")]
    public async Task Bars_are_to_one_scale()
    {
        await using var opened = await chromium.Open(Write());

        var boot = (await opened.Page.Locator(".strategy .bar").First.BoundingBoxAsync())!;
        var warm = (await opened.Page.Locator(".strategy .bar").Last.BoundingBoxAsync())!;
        Assert.Equal(0.1, warm.Width / boot.Width, 0.02);
    }

    [RequiresTheory("chromium")]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task It_violates_no_rule_of_level_A_and_fits(ColorScheme scheme, int width)
    {
        await using var opened = await chromium.Open(Write(), scheme, width);

        Assert.Empty(await opened.ViolationsOfLevelA());
        Assert.True(await opened.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
    }

    private string Write()
    {
        var samples = new Dictionary<string, IReadOnlyList<StartSample>>
        {
            ["boot"] = [.. Enumerable.Range(0, Runs).Select(i => Sample("boot", 100 + i))],
            ["warm"] = [.. Enumerable.Range(0, Runs).Select(i => Sample("warm", 10 + (i / 10.0)))],
        };
        var report = new BenchReport
        {
            ThawVersion = "0",
            MeasuredAt = DateTimeOffset.UnixEpoch,
            Seconds = 1,
            Machine = MachineDescription.Current(),
            Function = "wine </script> quality",
            Runtime = "python3.11",
            MemoryMb = 128,
            Concurrency = 1,
            ColdCache = true,
            Results = BenchReportBuilder.Build(samples, ["boot", "warm"]),
        };
        using var stream = File.Create(_folder.PathOf("bench.html"));
        BenchReportFile.WritePage(stream, report);
        return stream.Name;
    }

    private static StartSample Sample(string strategy, double ms) =>
        new(strategy, ms, [new("sandbox", ms / 2), new("import", ms / 4), new("http", ms / 4)], 5_000_000);
}
