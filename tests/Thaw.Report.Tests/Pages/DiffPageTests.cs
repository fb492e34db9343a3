using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Thaw.Profiling.Recordings;
using Thaw.Report.Tests.Browser;
using static Microsoft.Playwright.Assertions;

namespace Thaw.Report.Tests.Pages;

/// <summary>The page of <c>thaw diff --html</c> in a real browser.</summary>
public sealed class DiffPageTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("chromium")]
    public async Task It_shows_both_sides_and_every_change_without_a_complaint_or_the_network()
    {
        await using var opened = await chromium.Open(SyntheticDiff.Write(_folder));

        Assert.Empty(opened.Complaints);
        Assert.Empty(opened.Requests);
        await Expect(opened.Page.Locator("#sides")).ToContainTextAsync("branch");
        await Expect(opened.Page.Locator(".pair .bar")).ToHaveCountAsync(2);
        await Expect(Kind(opened, "more")).Not.ToHaveCountAsync(0);
        await Expect(Kind(opened, "less")).Not.ToHaveCountAsync(0);
        await Expect(Kind(opened, "slower")).ToHaveCountAsync(1);
        await Expect(Kind(opened, "slower").Locator(".amount")).ToHaveTextAsync("+400 ms");
        await Expect(opened.Page.Locator("#quantities tr").First).ToContainTextAsync("cold start");
    }

    [RequiresFact("chromium")]
    public async Task Bars_go_to_the_right_for_more_and_to_the_left_for_less_to_one_scale()
    {
        await using var opened = await chromium.Open(SyntheticDiff.Write(_folder));

        var middle = await Middle(Kind(opened, "slower").First.Locator(".track"));
        var most = (await Kind(opened, "slower").First.Locator(".track i").BoundingBoxAsync())!;
        var less = (await Kind(opened, "less").First.Locator(".track i").BoundingBoxAsync())!;
        Assert.Equal(middle, most.X, 1.0);
        Assert.Equal(middle, less.X + less.Width, 1.0);
        Assert.True(less.Width < most.Width);
    }

    [RequiresFact("chromium")]
    public async Task A_row_opens_by_the_keyboard_and_names_the_statement()
    {
        await using var opened = await chromium.Open(SyntheticDiff.Write(_folder));
        var row = Kind(opened, "slower").First;

        await row.Locator("summary").FocusAsync();
        await opened.Page.Keyboard.PressAsync("Enter");

        await Expect(row.Locator("dl")).ToBeVisibleAsync();
        await Expect(row.Locator("dl")).ToContainTextAsync(new Regex(@"\.py:\d+"));
    }

    [RequiresFact("chromium")]
    public async Task Search_and_kinds_leave_only_what_they_name()
    {
        await using var opened = await chromium.Open(SyntheticDiff.Write(_folder));
        await opened.Page.Keyboard.PressAsync("/");
        await opened.Page.Keyboard.TypeAsync("fresh300");
        await Expect(opened.Page.Locator(".change")).ToHaveCountAsync(1);
        await Expect(opened.Page.Locator("#hits")).ToContainTextAsync("1 of ");
        await opened.Page.FillAsync("#search", "");
        await opened.Page.Locator("#kinds input[value=less]").UncheckAsync();
        await Expect(Kind(opened, "less")).ToHaveCountAsync(0);
        await Expect(Kind(opened, "more")).Not.ToHaveCountAsync(0);
        await opened.Page.CheckAsync("input[value=memory]", new() { Force = true });
        await Expect(Kind(opened, "slower")).ToHaveCountAsync(0);
        await Expect(Kind(opened, "more").First.Locator(".amount")).ToHaveTextAsync(new Regex("[kM]B"));
    }

    [RequiresFact("chromium")]
    public async Task Two_equal_profiles_differ_in_nothing()
    {
        await using var opened = await chromium.Open(SyntheticDiff.WriteSame(_folder));

        Assert.Empty(opened.Complaints);
        await Expect(opened.Page.Locator("#verdict strong")).ToHaveTextAsync("No difference");
        await Expect(opened.Page.Locator("#changes")).ToContainTextAsync("Nothing");
        await Expect(opened.Page.Locator("#findings-section")).ToBeHiddenAsync();
    }

    [RequiresFact("chromium")]
    public async Task A_profile_without_a_cold_start_and_imports_still_makes_a_page()
    {
        static Recording Broken(Recording recording) => recording with
        {
            Imports = null,
            Baseline = new BaselinePass([.. recording.Baseline.Runs.Select(run => run with { Outcome = new RunOutcome("import-error", "as told", null) })]),
        };
        await using var opened = await chromium.Open(SyntheticDiff.Write(_folder, change: Broken));

        Assert.Empty(opened.Complaints);
        await Expect(opened.Page.Locator("#verdict")).ToContainTextAsync("cannot be compared");
        await Expect(opened.Page.Locator("#notes")).ToContainTextAsync("no import pass");
    }

    [RequiresTheory("chromium")]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task It_violates_no_rule_of_level_A_and_fits(ColorScheme scheme, int width)
    {
        await using var opened = await chromium.Open(SyntheticDiff.Write(_folder), scheme, width);
        await Kind(opened, "slower").First.Locator("summary").ClickAsync();

        Assert.Empty(await opened.ViolationsOfLevelA());
        Assert.True(await opened.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
    }

    [RequiresFact("chromium")]
    public async Task Paper_shows_every_row_open_and_no_controls()
    {
        await using var opened = await chromium.Open(SyntheticDiff.Write(_folder));
        await opened.Page.EmulateMediaAsync(new() { Media = Media.Print });

        await Expect(opened.Page.Locator("#search")).ToBeHiddenAsync();
        await Expect(opened.Page.Locator("#theme")).ToBeHiddenAsync();
        await opened.Page.EvaluateAsync("() => dispatchEvent(new Event('beforeprint'))");
        Assert.Equal(await opened.Page.Locator(".change").CountAsync(), await opened.Page.Locator(".change dl:visible").CountAsync());
        await opened.Page.EvaluateAsync("() => dispatchEvent(new Event('afterprint'))");
        await Expect(opened.Page.Locator(".change[open]")).ToHaveCountAsync(0);
        await Expect(opened.Page.Locator("#quantities .says").First).ToBeVisibleAsync();
    }

    [RequiresFact("chromium")]
    public async Task Names_are_text_and_never_markup()
    {
        const string hostile = "</script><script>window.broken = 1</script>";
        var file = SyntheticDiff.Write(_folder, hostile);
        var data = Regex.Match(File.ReadAllText(file), """<script type="application/json" id="data">(.*?)</script>""", RegexOptions.Singleline).Groups[1].Value;
        Assert.DoesNotContain('<', data);
        using (JsonDocument.Parse(data))
        {
        }

        await using var opened = await chromium.Open(file);
        Assert.Empty(opened.Complaints);
        Assert.Null(await opened.Page.EvaluateAsync<object?>("() => window.broken ?? null"));
        await opened.Page.FillAsync("#search", hostile + "300");
        await Expect(opened.Page.Locator(".change .what")).ToContainTextAsync(hostile + "300");
    }

    private static ILocator Kind(OpenPage opened, string kind) => opened.Page.Locator($".change-{kind}");

    private static async Task<double> Middle(ILocator track)
    {
        var box = (await track.BoundingBoxAsync())!;
        return box.X + (box.Width / 2);
    }
}
