using System.Net.Http.Headers;
using System.Text;
using Thaw.Api.Access;
using Thaw.Cli.Tests.HardInputs;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Serve;

/// <summary>Traces of a host, as a collector gets them.</summary>
public sealed class TraceTests : IDisposable
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Span = "b7ad6b7169203331";
    private readonly ThawProcess _thaw = new();

    [RequiresFact("root", "cgroups")]
    public async Task An_invocation_is_one_trace_with_its_phases_below_the_callers_span()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        _thaw.WriteFunction("def handler(event, context):\n    import os\n    return os.environ.get('_X_AMZN_TRACE_ID')\n");
        using var host = _thaw.Start(null, "serve", "--listen", "127.0.0.1:0", "--otlp", receiver.Address);
        var endpoint = host.StandardOutput.ReadLine()!.Split(' ')[^1];
        Assert.Equal(0, _thaw.Run(null, "deploy", "f", "--endpoint", endpoint).ExitCode);
        var cold = await InvokeAsync(endpoint, "traceparent", $"00-{Trace}-{Span}-01");
        var warm = await InvokeAsync(endpoint, "X-Amzn-Trace-Id", $"Root=1-{Trace[..8]}-{Trace[8..]};Parent={Span};Sampled=1");
        await InvokeAsync(endpoint, "X-Amzn-Trace-Id", "Root=1-nothing;Sampled=1");
        await InvokeAsync(endpoint, "traceparent", $"00-{Trace}-{Span}-00");
        ThawProcess.Signal(host, "TERM");
        await host.WaitForExitAsync();

        var whole = receiver.Spans.Where(span => span.Name == "invoke f").OrderBy(span => span.StartNs).ToList();
        Assert.Equal(["boot", "warm", "warm"], whole.Select(span => span.Attributes["thaw.strategy"]));
        Assert.Equal([(Trace, Span), (Trace, Span)], whole.Take(2).Select(span => (span.TraceId, span.ParentId)));
        Assert.Equal(("", true), (whole[2].ParentId, whole[2].TraceId != Trace));
        Assert.Equal(["queue", "prepare", "sandbox", "runtime", "import", "handler"], Phases(receiver, whole[0]));
        Assert.Equal(["queue", "handler"], Phases(receiver, whole[1]));
        // What the function was told leads to the span of its invocation.
        Assert.Equal($"\"Root=1-{Trace[..8]}-{Trace[8..]};Parent={whole[0].SpanId};Sampled=1\"", cold);
        Assert.Equal($"\"Root=1-{Trace[..8]}-{Trace[8..]};Parent={whole[1].SpanId};Sampled=1\"", warm);
        Assert.Equal("f", whole[0].Attributes["faas.name"]);
        _thaw.AssertNothingLeft();
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_function_gets_its_callers_trace_where_nobody_collects_any_and_keeps_none_from_before()
    {
        _thaw.WriteFunction("import posix\ndef handler(event, context):\n    import os\n    return [os.environ.get('_X_AMZN_TRACE_ID')]\n");
        using var host = _thaw.Start(null, "serve", "--listen", "127.0.0.1:0");
        var endpoint = host.StandardOutput.ReadLine()!.Split(' ')[^1];
        Assert.Equal(0, _thaw.Run(null, "deploy", "f", "--endpoint", endpoint).ExitCode);
        Assert.Equal("[\"Root=1-5759e988-bd862e3fe1be46a994272793\"]", await InvokeAsync(endpoint, "X-Amzn-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793"));
        Assert.Equal("[null]", await InvokeAsync(endpoint, "X-Other", "1"));
        Assert.Equal($"[\"Root=1-{Trace[..8]}-{Trace[8..]};Parent={Span};Sampled=1\"]", await InvokeAsync(endpoint, "traceparent", $"00-{Trace}-{Span}-01"));
        ThawProcess.Signal(host, "TERM");
        await host.WaitForExitAsync();
    }

    [RequiresFact("root", "cgroups")]
    public async Task Asynchronous_events_and_requests_to_urls_are_in_their_callers_trace()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        _thaw.WriteFunction("def handler(event, context):\n    import os\n    print('TOLD', os.environ.get('_X_AMZN_TRACE_ID'))\n    return 1\n");
        using var host = _thaw.Start(null, "serve", "--listen", "127.0.0.1:0", "--otlp", receiver.Address);
        var endpoint = host.StandardOutput.ReadLine()!.Split(' ')[^1];
        Assert.Equal(0, _thaw.Run(null, "deploy", "f", "--url", "none", "--endpoint", endpoint).ExitCode);
        await InvokeAsync(endpoint, "traceparent", $"00-{Trace}-{Span}-01", ("X-Amz-Invocation-Type", "Event"));
        // The event has run once its line is there; only then the other, so that the order is certain.
        ProcessFacts.WaitUntil(() => Told(endpoint) == 1, "the event does not run");
        Assert.Equal("1", await SendAsync(endpoint + "/fn/f/", "X-Amzn-Trace-Id", $"Root=1-{Trace[..8]}-{Trace[8..]};Parent={Span};Sampled=1"));
        ThawProcess.Signal(host, "TERM");
        await host.WaitForExitAsync();
        Assert.Equal([(Trace, Span), (Trace, Span)], receiver.Spans.Where(span => span.Name == "invoke f").Select(span => (span.TraceId, span.ParentId)));
        _thaw.AssertNothingLeft();
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_collector_that_is_not_there_is_said_once_and_hinders_nobody()
    {
        _thaw.WriteFunction("def handler(event, context):\n    return 1\n");
        using var host = _thaw.Start(null, "serve", "--listen", "127.0.0.1:0", "--otlp", "http://127.0.0.1:1");
        var endpoint = host.StandardOutput.ReadLine()!.Split(' ')[^1];
        Assert.Equal(0, _thaw.Run(null, "deploy", "f", "--endpoint", endpoint).ExitCode);
        Assert.Equal("1", await InvokeAsync(endpoint, "X-Other", "1"));
        ThawProcess.Signal(host, "TERM");
        var said = await host.StandardError.ReadToEndAsync();
        await host.WaitForExitAsync();
        Assert.Single(said.Split('\n'), line => line.StartsWith("thaw: the collector of traces does not take them (", StringComparison.Ordinal));
        _thaw.AssertNothingLeft();
    }

    public void Dispose() => _thaw.Dispose();

    private static IEnumerable<string> Phases(OtlpReceiver receiver, ReceivedSpan whole) =>
        receiver.Spans.Where(span => span.ParentId == whole.SpanId).OrderBy(span => span.EndNs).ThenBy(span => span.StartNs).Select(span => span.Name);

    private int Told(string endpoint) => _thaw.Run(null, "logs", "f", "--endpoint", endpoint).Output.Split($"TOLD Root=1-{Trace[..8]}-{Trace[8..]};Parent=").Length - 1;

    private Task<string> InvokeAsync(string endpoint, string header, string value, params (string Name, string Value)[] more) =>
        SendAsync(endpoint + "/2015-03-31/functions/f/invocations", header, value, more);

    private async Task<string> SendAsync(string address, string header, string value, params (string Name, string Value)[] more)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes("{}")) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", HostCredentials.Read(_thaw.PathOf("home/credentials")).SecretAccessKey);
        request.Headers.TryAddWithoutValidation(header, value);
        foreach (var (name, text) in more)
            request.Headers.TryAddWithoutValidation(name, text);
        using var response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}
