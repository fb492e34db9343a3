using Microsoft.Playwright;

namespace Thaw.Report.Tests.Browser;

/// <summary>The system's Chromium, started once for all tests of the page.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Executable = "/usr/bin/chromium";

    // Without a network the browser's own services would only wait for it.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Starts the browser; without one the tests are skipped, so nothing is started.</summary>
    public async Task InitializeAsync()
    {
        if (TestCapabilities.WhyAbsent("chromium") is not null)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = Arguments });
    }

    /// <summary>Ends the browser.</summary>
    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
    }

    /// <summary>Opens a file and waits until the page says that it can be used.</summary>
    public async Task<OpenPage> Open(string file, ColorScheme scheme = ColorScheme.Light, int width = 1440)
    {
        var page = await _browser!.NewPageAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
        });
        var opened = new OpenPage(page);
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        await page.WaitForSelectorAsync("html[data-interactive-ms]");
        return opened;
    }
}
