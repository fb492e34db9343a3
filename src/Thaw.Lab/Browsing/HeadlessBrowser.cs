using System.Globalization;
using System.Text.Json.Nodes;
using Thaw.Lab.Children;
using Thaw.Linux.Processes;

namespace Thaw.Lab.Browsing;

/// <summary>Debian's Chromium without a window, with a profile of its own.</summary>
/// <remarks>For one thread.</remarks>
internal sealed class HeadlessBrowser : IDisposable
{
    private const string Executable = "/usr/bin/chromium";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Without a network the browser's own services would only wait for it.</summary>
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--window-size=1440,900", "--remote-debugging-port=0",
    ];

    private readonly ChildProcess _process;
    private readonly DevTools _connection;

    private HeadlessBrowser(ChildProcess process, DevTools connection)
    {
        _process = process;
        _connection = connection;
    }

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="folder">An existing folder for its profile and what it says.</param>
    /// <param name="spawn">Starts it, so that it does not outlive this process.</param>
    /// <param name="cancellation">Ends every wait.</param>
    /// <exception cref="LabException">There is none, or it does not start.</exception>
    public static HeadlessBrowser Start(string folder, Func<SpawnRequest, ChildProcess> spawn, CancellationToken cancellation)
    {
        if (!File.Exists(Executable))
            throw new LabException($"{Executable}: is missing; install the package chromium");

        var profile = Path.Combine(folder, "browser");
        var process = spawn(new SpawnRequest(Executable, [.. Arguments, $"--user-data-dir={profile}", "about:blank"], OwnVariables.Read())
        {
            StandardOutputPath = Path.Combine(folder, "browser.out"),
            StandardErrorPath = Path.Combine(folder, "browser.err"),
        });
        try
        {
            return new HeadlessBrowser(process, DevTools.Connect(Address(profile, process, cancellation), cancellation));
        }
        catch
        {
            process.KillGroup();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Opens a page in a new tab, waits until it is loaded, runs an expression in it, and closes the tab.</summary>
    /// <param name="page">Its address.</param>
    /// <param name="expression">JavaScript whose value, a number or a promise of one, is the answer.</param>
    /// <exception cref="LabException">The expression fails, or its value is no number.</exception>
    public double Evaluate(Uri page, string expression)
    {
        var target = Send("Target.createTarget", new JsonObject { ["url"] = "about:blank" })["targetId"]!.GetValue<string>();
        var session = Send("Target.attachToTarget", new JsonObject { ["targetId"] = target, ["flatten"] = true })["sessionId"]!.GetValue<string>();
        Send("Page.enable", [], session);
        Send("Page.navigate", new JsonObject { ["url"] = page.AbsoluteUri }, session);
        _connection.WaitFor("Page.loadEventFired");
        var answer = Send(
            "Runtime.evaluate",
            new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true }, session);
        Send("Target.closeTarget", new JsonObject { ["targetId"] = target });
        return answer["result"]?["value"] is JsonValue value && value.TryGetValue(out double number)
            ? number
            : throw new LabException($"{page}: {answer["exceptionDetails"]?["exception"]?["description"]?.ToString() ?? "gives no number"}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _process.KillGroup();
        _process.Dispose();
    }

    private JsonNode Send(string method, JsonObject parameters, string? session = null) => _connection.Send(method, parameters, session);

    /// <summary>The browser writes its port and path into its profile once it listens.</summary>
    private static Uri Address(string profile, ChildProcess process, CancellationToken cancellation)
    {
        var file = Path.Combine(profile, "DevToolsActivePort");
        var end = MonotonicClock.NowNs + (long)StartLimit.TotalNanoseconds;
        while (MonotonicClock.NowNs < end)
        {
            if (File.Exists(file) && File.ReadAllLines(file) is [var port, var path, ..])
                return new Uri($"ws://127.0.0.1:{int.Parse(port, CultureInfo.InvariantCulture)}{path}");
            if (cancellation.WaitHandle.WaitOne(Poll))
                throw new OperationCanceledException(cancellation);
        }

        throw new LabException($"{Executable} (process {process.Pid}) did not listen within {StartLimit.TotalSeconds:0} s");
    }
}
