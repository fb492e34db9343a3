using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Thaw.Report.Tests.Browser;
using static Microsoft.Playwright.Assertions;

namespace Thaw.Report.Tests.Pages;

/// <summary>The page of <c>thaw optimize --html</c> in a real browser.</summary>
public sealed class OptimizePageTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("chromium")]
    public async Task It_shows_both_cold_starts_every_edit_and_every_figure_without_a_complaint_or_the_network()
    {
        await using var opened = await chromium.Open(SyntheticOptimization.Write(_folder));
        var page = opened.Page;

        Assert.Empty(opened.Complaints);
        Assert.Empty(opened.Requests);
        await Expect(page.Locator("#verdict strong")).ToHaveTextAsync("2.50 times as fast");
        await Expect(page.Locator(".pair .bar")).ToHaveCountAsync(2);
        await Expect(page.Locator("#quantities tr")).ToHaveCountAsync(7);
        await Expect(page.Locator("#quantities")).ToContainTextAsync("GB-seconds a million cold starts63,75030,000");
        await Expect(page.Locator("#prediction-says")).ToContainTextAsync("6.7 % too high");
        await Expect(page.Locator(".edit")).ToHaveCountAsync(SyntheticOptimization.Edits);
        await Expect(page.Locator("#dropped")).ToContainTextAsync("2 on the result");
        await Expect(page.Locator("#verdicts")).ToContainTextAsync("held · held out · ValueError: as told");
        await Expect(page.Locator("#compared")).ToContainTextAsync("result.id: a random number");
        await Expect(page.Locator("#conditions")).ToContainTextAsync("package wine-optimized");
        Assert.DoesNotContain("someone", await page.ContentAsync(), StringComparison.Ordinal);
    }

    [RequiresFact("chromium")]
    public async Task Bars_are_to_one_scale_and_a_cost_that_moved_into_an_event_is_seen()
    {
        await using var opened = await chromium.Open(SyntheticOptimization.Write(_folder));

        var before = (await opened.Page.Locator(".pair .bar").First.BoundingBoxAsync())!;
        var after = (await opened.Page.Locator(".pair .bar").Last.BoundingBoxAsync())!;
        Assert.Equal(0.5, after.Width / before.Width, 0.01);
        // The end of the bar lies within the interval that is drawn at it.
        var error = (await opened.Page.Locator(".error line").First.BoundingBoxAsync())!;
        Assert.InRange(after.X + after.Width, error.X, error.X + error.Width);
        await Expect(opened.Page.Locator("#events tr.is-worse")).ToHaveCountAsync(1);
        await Expect(opened.Page.Locator("#events tr.is-worse .saved")).ToHaveTextAsync("−300 ms");
    }

    [RequiresFact("chromium")]
    public async Task An_edit_opens_by_the_keyboard_with_its_reason_and_its_own_part_of_the_diff()
    {
        await using var opened = await chromium.Open(SyntheticOptimization.Write(_folder));
        var row = opened.Page.Locator(".edit").Nth(2);

        await row.Locator("summary").FocusAsync();
        await opened.Page.Keyboard.PressAsync("Enter");

        await Expect(row.Locator("dl")).ToContainTextAsync("nothing reads it while the module is executed");
        await Expect(row.Locator(".patch .remove")).ToHaveTextAsync("-from .part30 import thing");
        await Expect(row.Locator(".patch .add")).ToHaveCountAsync(1);
        // A removed line that looks like the head of a file is still a line.
        await Expect(opened.Page.Locator(".edit").Last.Locator(".patch .remove")).ToHaveTextAsync("--- a/heavy");
        await Expect(opened.Page.Locator(".patched")).ToHaveCountAsync(2);
    }

    [RequiresFact("chromium")]
    public async Task Search_leaves_only_what_it_names_and_all_that_was_left_alone_can_be_seen()
    {
        await using var opened = await chromium.Open(SyntheticOptimization.Write(_folder));
        await opened.Page.Keyboard.PressAsync("/");
        await opened.Page.Keyboard.TypeAsync("part110");
        await Expect(opened.Page.Locator(".edit")).ToHaveCountAsync(1);
        await Expect(opened.Page.Locator("#hits")).ToHaveTextAsync("1 of 12");

        await Expect(opened.Page.Locator("#left tr")).ToHaveCountAsync(20);
        await opened.Page.Locator("#more").ClickAsync();
        await Expect(opened.Page.Locator("#left tr")).ToHaveCountAsync(30);
    }

    [RequiresTheory("chromium")]
    [InlineData("nothingToDo", "Nothing to do")]
    [InlineData("noGain", "No gain")]
    [InlineData("nothingVerifies", "Nothing kept")]
    public async Task An_optimisation_that_came_to_nothing_still_makes_a_page(string verdict, string says)
    {
        var report = SyntheticOptimization.Report() with
        {
            Verdict = verdict,
            Package = null,
            InitSpeedup = null,
            EndToEndSpeedup = null,
            PeakMemoryRatio = null,
            Pairs = 0,
            Quantities = [],
            Events = [],
            Edits = [],
            Dropped = [],
            Verification = null,
            Diff = "",
            Notes = [],
            Prediction = new(510, 0, 0, 0, null, null, 0, null),
        };
        await using var opened = await chromium.Open(SyntheticOptimization.Write(_folder, report));

        Assert.Empty(opened.Complaints);
        await Expect(opened.Page.Locator("#verdict strong")).ToHaveTextAsync(says);
        await Expect(opened.Page.Locator("#quantities-section")).ToBeHiddenAsync();
        await Expect(opened.Page.Locator("#verification-section")).ToBeHiddenAsync();
        Assert.Empty(await opened.ViolationsOfLevelA());
    }

    [RequiresTheory("chromium")]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task It_violates_no_rule_of_level_A_and_fits(ColorScheme scheme, int width)
    {
        await using var opened = await chromium.Open(SyntheticOptimization.Write(_folder), scheme, width);
        await opened.Page.Locator(".edit summary").First.ClickAsync();
        await opened.Page.Locator(".patched summary").First.ClickAsync();

        Assert.Empty(await opened.ViolationsOfLevelA());
        Assert.True(await opened.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
    }

    [RequiresFact("chromium")]
    public async Task Paper_shows_every_row_open_and_no_controls()
    {
        await using var opened = await chromium.Open(SyntheticOptimization.Write(_folder));
        await opened.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await opened.Page.EvaluateAsync("() => dispatchEvent(new Event('beforeprint'))");

        await Expect(opened.Page.Locator("#search")).ToBeHiddenAsync();
        await Expect(opened.Page.Locator("#theme")).ToBeHiddenAsync();
        Assert.Equal(SyntheticOptimization.Edits, await opened.Page.Locator(".edit dl:visible").CountAsync());
        Assert.Equal(SyntheticOptimization.Edits, await opened.Page.Locator(".edit .patch:visible").CountAsync());
        await opened.Page.EvaluateAsync("() => dispatchEvent(new Event('afterprint'))");
        await Expect(opened.Page.Locator(".edit[open]")).ToHaveCountAsync(0);
    }

    [RequiresFact("chromium")]
    public async Task Names_are_text_and_never_markup()
    {
        const string hostile = "</script><script>window.broken = 1</script>";
        var file = SyntheticOptimization.Write(_folder, SyntheticOptimization.Report(hostile));
        var data = Regex.Match(File.ReadAllText(file), """<script type="application/json" id="data">(.*?)</script>""", RegexOptions.Singleline).Groups[1].Value;
        Assert.DoesNotContain('<', data);
        using (JsonDocument.Parse(data))
        {
        }

        await using var opened = await chromium.Open(file);
        Assert.Empty(opened.Complaints);
        Assert.Null(await opened.Page.EvaluateAsync<object?>("() => window.broken ?? null"));
        await Expect(opened.Page.Locator(".edit .place").First).ToContainTextAsync(hostile);
    }
}
