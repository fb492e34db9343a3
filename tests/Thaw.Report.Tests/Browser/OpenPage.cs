using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Thaw.Report.Tests.Browser;

/// <summary>A page in the browser, with what it complained about and what it asked the network for.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private static readonly string[] LevelA = ["wcag2a", "wcag21a", "wcag22a"];

    public OpenPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                Complaints.Add(message.Text);
        };
        page.PageError += (_, error) => Complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("file:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                Requests.Add(request.Url);
        };
    }

    public IPage Page { get; }

    public List<string> Complaints { get; } = [];

    public List<string> Requests { get; } = [];

    public async Task<int> InteractiveMs() =>
        int.Parse((await Page.GetAttributeAsync("html", "data-interactive-ms"))!, CultureInfo.InvariantCulture);

    /// <summary>A box of the import chart by its module's name.</summary>
    public ILocator Import(string module) => Page.Locator($"#imports .box[aria-label^=\"{module}, \"]");

    public ILocator Boxes(string chart) => Page.Locator($"{chart} .box[role=treeitem]");

    /// <summary>The first box of the import chart that is well visible and has room to grow.</summary>
    public async Task<ILocator> NarrowBox()
    {
        var key = await Page.EvaluateAsync<string>("""
            () => {
              const whole = document.querySelector('#imports').clientWidth;
              const width = box => box.querySelector('rect').getBoundingClientRect().width;
              return [...document.querySelectorAll('#imports .box[data-key]')]
                .find(box => width(box) > 20 && width(box) < whole * 0.6 && box.nextElementSibling).dataset.key;
            }
            """);
        return Page.Locator($"#imports .box[data-key=\"{key}\"]");
    }

    public async Task<string> FocusedLabel() =>
        await Page.EvaluateAsync<string?>("() => document.activeElement?.getAttribute('aria-label')") ?? "";

    /// <summary>The accessibility violations of WCAG level A that axe-core finds: rule and place.</summary>
    public async Task<IReadOnlyList<string>> ViolationsOfLevelA()
    {
        await Page.EvaluateAsync(AxeSource());
        var result = await Page.EvaluateAsync<JsonElement>(
            "tags => axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })", LevelA);
        return [.. result.GetProperty("violations").EnumerateArray().Select(violation =>
            $"{violation.GetProperty("id")}: {violation.GetProperty("nodes")[0].GetProperty("html")}")];
    }

    public async ValueTask DisposeAsync() => await Page.CloseAsync();

    private static string AxeSource()
    {
        using var reader = new StreamReader(typeof(OpenPage).Assembly.GetManifestResourceStream("axe.min.js")!);
        return reader.ReadToEnd();
    }
}
