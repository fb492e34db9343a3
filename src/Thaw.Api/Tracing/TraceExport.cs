using System.Diagnostics.Tracing;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Thaw.Functions;
using Thaw.Hosting.Tracing;

namespace Thaw.Api.Tracing;

/// <summary>Sends a host's traces to a collector, by OTLP. OpenTelemetry's own variables say where and how, <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> first.</summary>
/// <remarks>Dispose sends what is left, for 15 s at most where the collector does not answer.</remarks>
public sealed class TraceExport : IDisposable
{
    private const string TracesPath = "/v1/traces";

    // More than the exporter's own 10 s for one request.
    private const int LastSendMs = 15_000;

    private readonly TracerProvider _provider;
    private readonly FailureWatch _failures;

    private TraceExport(TracerProvider provider, FailureWatch failures) => (_provider, _failures) = (provider, failures);

    /// <summary>Begins, where somebody wants traces.</summary>
    /// <param name="url">A collector that takes OTLP over HTTP; <c>/v1/traces</c> where it has no path. Null: what the variables say.</param>
    /// <param name="complain">Gets a line when the collector begins to take no traces.</param>
    /// <returns>Null when nobody does.</returns>
    /// <exception cref="FormatException">The URL is none.</exception>
    public static TraceExport? Start(string? url, Action<string> complain)
    {
        ArgumentNullException.ThrowIfNull(complain);
        if (url is null && Variable("OTEL_EXPORTER_OTLP_ENDPOINT") is null && Variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") is null)
            return null;
        var endpoint = url is null ? null : Endpoint(url);
        var failures = new FailureWatch(complain);
        var provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(InvocationTrace.SourceName)
            // The variables OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come after it, and hold.
            .ConfigureResource(resource => resource.AddService("thaw", serviceVersion: ThawBuild.Version).AddEnvironmentVariableDetector())
            .AddOtlpExporter(options => Set(options, endpoint))
            .Build();
        return new TraceExport(provider, failures);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _provider.ForceFlush(LastSendMs);
        _provider.Dispose();
        _failures.Dispose();
    }

    private static void Set(OtlpExporterOptions options, Uri? endpoint)
    {
        // What the specification recommends; the library's own choice is gRPC.
        if ((Variable("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") ?? Variable("OTEL_EXPORTER_OTLP_PROTOCOL")) is null || endpoint is not null)
            options.Protocol = OtlpExportProtocol.HttpProtobuf;
        if (endpoint is not null)
            options.Endpoint = endpoint;
    }

    private static Uri Endpoint(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address.AbsolutePath == "/" ? new Uri(address, TracesPath) : address
            : throw new FormatException($"--otlp {url}: not the URL of a collector; write for example http://127.0.0.1:4318");

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>The library tells of failures in no other way.</summary>
    private sealed class FailureWatch(Action<string> complain) : EventListener
    {
        private int _isSaid;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "OpenTelemetry-Exporter-OpenTelemetryProtocol")
                EnableEvents(eventSource, EventLevel.Error);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            // Once: a collector that is away for a day is away a thousand times.
            if (eventData.Level <= EventLevel.Error && Interlocked.Exchange(ref _isSaid, 1) == 0)
            {
                var words = string.Join(", ", (eventData.Payload ?? []).Select(part => $"{part}".ReplaceLineEndings(" ")).Select(part => part.Length > 200 ? part[..200] : part));
                complain($"the collector of traces does not take them ({words}); they are dropped until it does");
            }
        }
    }
}
