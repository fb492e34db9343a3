using Microsoft.Playwright;
using Thaw.Report.Tests.Browser;
using static Microsoft.Playwright.Assertions;

namespace Thaw.Report.Tests.Pages;

/// <summary>The page in a real browser: what a reader does with it.</summary>
public sealed class PageTests(Chromium chromium, PageTests.Files files) : IClassFixture<Chromium>, IClassFixture<PageTests.Files>
{
    // The outline of a selected box counts in its bounds.
    private const double StrokeTolerance = 4;

    [RequiresFact("chromium")]
    public async Task It_loads_without_a_complaint_and_asks_no_network()
    {
        await using var opened = await chromium.Open(files.Small);
        Assert.Empty(opened.Complaints);
        Assert.Empty(opened.Requests);
        await Expect(opened.Page.Locator("h1")).ToContainTextAsync("synthetic");
        Assert.True(await opened.Boxes("#imports").CountAsync() > 20);
        Assert.True(await opened.Boxes("#calls-init").CountAsync() > 20);
        Assert.True(await opened.Boxes("#calls-invoke").CountAsync() > 20);
        Assert.NotEqual(0, await opened.Page.Locator("#phases .phase").CountAsync());
        await Expect(opened.Page.Locator("#children .child")).ToHaveCountAsync(2);
        await Expect(opened.Page.Locator("#children .child").First).ToContainTextAsync("json 40.0 ms by worker.py:3");
    }

    [RequiresFact("chromium")]
    public async Task A_click_zooms_and_the_path_leads_back()
    {
        await using var opened = await chromium.Open(files.Small);
        var narrow = await opened.NarrowBox();
        var before = (await narrow.Locator("rect").BoundingBoxAsync())!.Width;
        await narrow.ClickAsync();
        var whole = (await opened.Page.Locator("#imports").BoundingBoxAsync())!.Width;
        Assert.Equal(whole, (await narrow.Locator("rect").BoundingBoxAsync())!.Width, whole / 50);
        await Expect(opened.Page.Locator("#selection h3")).Not.ToBeEmptyAsync();
        await opened.Page.Locator("#imports-path button").First.ClickAsync();
        Assert.Equal(before, (await narrow.Locator("rect").BoundingBoxAsync())!.Width, StrokeTolerance);
    }

    [RequiresFact("chromium")]
    public async Task Arrows_move_Enter_zooms_Escape_returns_and_focus_shows_the_importing_line()
    {
        await using var opened = await chromium.Open(files.Small);
        var narrow = await opened.NarrowBox();
        var label = await narrow.GetAttributeAsync("aria-label");
        await narrow.FocusAsync();
        await opened.Page.Keyboard.PressAsync("ArrowUp");
        Assert.NotEqual(label, await opened.FocusedLabel());
        Assert.Matches(@"imported at \S+:\d+", await opened.FocusedLabel());
        await Expect(opened.Page.Locator(".tooltip .chain")).ToContainTextAsync(".py:");
        await narrow.FocusAsync();
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await opened.Page.Keyboard.PressAsync("ArrowLeft");
        Assert.Equal(label, await opened.FocusedLabel());
        var zoomed = opened.Page.Locator("#imports-path [aria-current]");
        await opened.Page.Keyboard.PressAsync("Enter");
        await Expect(zoomed).ToHaveTextAsync(label!.Split(',')[0]);
        await opened.Page.Keyboard.PressAsync("Escape");
        await Expect(zoomed).Not.ToHaveTextAsync(label.Split(',')[0]);
        await opened.Page.Keyboard.PressAsync("Home");
        await Expect(zoomed).ToHaveTextAsync("handler");
    }

    [RequiresFact("chromium")]
    public async Task Hovering_shows_the_importing_line_and_the_chain()
    {
        await using var opened = await chromium.Open(files.Small);
        await opened.Boxes("#imports").Nth(2).HoverAsync();
        await Expect(opened.Page.Locator(".tooltip .chain li").Last).ToContainTextAsync(" imports ");
    }

    [RequiresFact("chromium")]
    public async Task Search_counts_dims_the_rest_and_Enter_goes_to_a_hit()
    {
        await using var opened = await chromium.Open(files.Small);
        var name = (await opened.Boxes("#imports").Nth(3).GetAttributeAsync("aria-label"))!.Split(',')[0];
        await opened.Page.Keyboard.PressAsync("/");
        await opened.Page.Keyboard.TypeAsync(name);
        await Expect(opened.Page.Locator("#hits")).ToContainTextAsync("module");
        await Expect(opened.Import(name).First).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("hit"));
        Assert.NotEqual(0, await opened.Page.Locator("#imports .box.dim").CountAsync());
        await opened.Page.Keyboard.PressAsync("Enter");
        await Expect(opened.Page.Locator("#selection h3")).ToContainTextAsync(name);
        await opened.Page.ClickAsync("#reset");
        await Expect(opened.Page.Locator("#imports .box.dim")).ToHaveCountAsync(0);
    }

    [RequiresFact("chromium")]
    public async Task Filters_by_use_and_library_leave_only_what_they_name()
    {
        await using var opened = await chromium.Open(files.Small);
        await opened.Page.Locator("#uses input").First.UncheckAsync();
        Assert.Equal(0, await opened.Page.Locator("#imports .box.hit rect.fill-notSeen").CountAsync());
        Assert.NotEqual(0, await opened.Page.Locator("#imports .box.dim rect.fill-notSeen").CountAsync());
        await opened.Page.Locator("#uses input").First.CheckAsync();
        var library = (await opened.Page.Locator("#library option").Nth(1).GetAttributeAsync("value"))!;
        await opened.Page.SelectOptionAsync("#library", library);
        var rows = await opened.Page.Locator("#table-body th").AllInnerTextsAsync();
        Assert.NotEmpty(rows);
        await Expect(opened.Page.Locator(".finding.chosen")).ToHaveCountAsync(0);
        Assert.All(rows, row => Assert.StartsWith(library, row, StringComparison.Ordinal));
    }

    [RequiresFact("chromium")]
    public async Task Memory_changes_the_widths()
    {
        await using var opened = await chromium.Open(files.Small);
        await opened.Page.CheckAsync("input[value=memory]", new() { Force = true });
        await Expect(opened.Boxes("#imports").First).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("[kM]B"));
    }

    [RequiresFact("chromium")]
    public async Task A_finding_leads_to_its_place_and_can_be_linked_to()
    {
        await using var opened = await chromium.Open(files.Small);
        var target = await opened.Page.Locator("#finding-1 .what").InnerTextAsync();
        await opened.Page.ClickAsync("#finding-1 .show");
        Assert.StartsWith(target.TrimEnd('*').TrimEnd('.'), await opened.FocusedLabel(), StringComparison.Ordinal);
        await Expect(opened.Page.Locator("#imports .box.selected")).ToHaveCountAsync(1);
        Assert.EndsWith("#finding=1", await opened.Page.EvaluateAsync<string>("() => location.href"), StringComparison.Ordinal);
        await opened.Page.ClickAsync("#finding-1 .only");
        Assert.NotEqual(0, await opened.Page.Locator("#imports .box.dim").CountAsync());
    }

    [RequiresTheory("chromium")]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task It_violates_no_rule_of_level_A(ColorScheme scheme, int width)
    {
        await using var opened = await chromium.Open(files.Small, scheme, width);
        await opened.Boxes("#imports").Nth(2).ClickAsync();
        Assert.Empty(await opened.ViolationsOfLevelA());
        Assert.True(await opened.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
    }

    [RequiresFact("chromium")]
    public async Task The_theme_follows_the_system_and_its_button()
    {
        await using var opened = await chromium.Open(files.Small, ColorScheme.Dark);
        const string background = "() => getComputedStyle(document.body).backgroundColor";
        var dark = await opened.Page.EvaluateAsync<string>(background);
        await opened.Page.ClickAsync("#theme");
        Assert.NotEqual(dark, await opened.Page.EvaluateAsync<string>(background));
    }

    [RequiresFact("chromium")]
    public async Task Names_from_a_recording_are_text_and_never_markup()
    {
        await using var opened = await chromium.Open(files.Hostile);
        Assert.Empty(opened.Complaints);
        Assert.Null(await opened.Page.EvaluateAsync<object?>("() => window.broken ?? null"));
        await opened.Page.FillAsync("#search", Files.HostileName);
        await Expect(opened.Page.Locator("#table-body th")).ToHaveTextAsync(Files.HostileName);
    }

    [RequiresFact("chromium")]
    public async Task Paper_shows_every_finding_open_and_no_controls()
    {
        await using var opened = await chromium.Open(files.Small);
        await opened.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await opened.Page.EvaluateAsync("() => dispatchEvent(new Event('beforeprint'))");
        await Expect(opened.Page.Locator("#search")).ToBeHiddenAsync();
        Assert.Equal(0, await opened.Page.Locator(".finding .body:visible").CountAsync() - await opened.Page.Locator(".finding").CountAsync());
        await opened.Page.EvaluateAsync("() => dispatchEvent(new Event('afterprint'))");
        await Expect(opened.Page.Locator("#finding-2 .body")).ToBeHiddenAsync();
    }

    [RequiresFact("chromium")]
    public async Task Twenty_thousand_modules_are_drawn_and_answer()
    {
        await using var opened = await chromium.Open(files.Large);
        Assert.Empty(opened.Complaints);
        Assert.InRange(await opened.Boxes("#imports").CountAsync(), 50, 6000);
        await opened.Page.FillAsync("#search", "module");
        await Expect(opened.Page.Locator("#hits")).ToContainTextAsync("module");
        await opened.Boxes("#imports").Nth(5).ClickAsync();
        await Expect(opened.Page.Locator("#selection h3")).Not.ToBeEmptyAsync();
        Assert.DoesNotContain("null", await opened.Page.Locator("#selection").InnerTextAsync(), StringComparison.Ordinal);
    }

    /// <summary>The pages that the tests open, written once.</summary>
    public sealed class Files : IDisposable
    {
        public const string HostileName = "</script><script>window.broken = 1</script>";

        private readonly TemporaryFolder _folder = new();
        private readonly Lazy<string> _small;
        private readonly Lazy<string> _large;
        private readonly Lazy<string> _hostile;

        public Files()
        {
            _small = new(() => SyntheticPage.Write(_folder, 400, 4000));
            _large = new(() => SyntheticPage.Write(_folder, 20_000, 200_000));
            _hostile = new(() => SyntheticPage.Write(
                _folder, 60, 600, recording => SyntheticPage.WithModule(recording, 7, HostileName, $"/x/{HostileName}.py")));
        }

        public string Small => _small.Value;

        public string Large => _large.Value;

        public string Hostile => _hostile.Value;

        public void Dispose() => _folder.Dispose();
    }
}
