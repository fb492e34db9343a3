using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Thaw.Hosting;

namespace Thaw.Api;

/// <summary>Thaw's own operations: what AWS has other services for, or needs none.</summary>
internal sealed class HostApi(FunctionHost host)
{
    /// <summary>The header that says from where the next request for a log should go on.</summary>
    public const string NextHeader = "X-Thaw-Next";

    public async Task ReadLogAsync(ApiRequest request)
    {
        var function = host.Functions.Get(request.Function.Name);
        if (!long.TryParse(request.Query("from") ?? "0", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var from))
            throw new HostingException(HostingProblem.InvalidParameterValue, "from is not a number.");
        var (text, next) = host.Logs.Read(function.Name, from);
        request.Http.Response.ContentType = "text/plain; charset=utf-8";
        request.Http.Response.Headers[NextHeader] = next.ToString(CultureInfo.InvariantCulture);
        await request.Http.Response.Body.WriteAsync(text).ConfigureAwait(false);
    }

    /// <summary>The runtimes, the machine's own choice first.</summary>
    public async Task ListRuntimesAsync(ApiRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("runtimes");
            foreach (var (name, version) in host.Functions.RuntimeVersions)
            {
                writer.WriteStartObject();
                writer.WriteString("name", name);
                writer.WriteString("version", version);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        request.Http.Response.ContentType = "application/json";
        await request.Http.Response.Body.WriteAsync(buffer.WrittenMemory).ConfigureAwait(false);
    }

    /// <summary>What runs of each function, and how long its idle instances are kept.</summary>
    public async Task ListInstancesAsync(ApiRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("functions");
            foreach (var function in host.Functions.All)
            {
                var (instances, rule, time) = host.Invoker.StateOf(function);
                writer.WriteStartObject();
                writer.WriteString("name", function.Name);
                writer.WriteNumber("instances", instances);
                writer.WriteString("keepAlive", rule);
                writer.WriteNumber("keepAliveSeconds", Math.Round(time.TotalSeconds, 3));
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        request.Http.Response.ContentType = "application/json";
        await request.Http.Response.Body.WriteAsync(buffer.WrittenMemory).ConfigureAwait(false);
    }

    /// <summary>Metrics in Prometheus' text format.</summary>
    public async Task ReadMetricsAsync(ApiRequest request)
    {
        using var writer = new StringWriter();
        host.Invoker.Metrics.Write(
            writer,
            ("thaw_instances", "Instances, starting ones included.", host.Invoker.Instances),
            ("thaw_invocations_waiting", "Invocations that wait for an instance.", host.Invoker.Waiting),
            ("thaw_events_pending", "Asynchronous events that are not done.", host.Events.Count));
        await writer.WriteAsync("# HELP thaw_keep_alive_seconds How long an idle instance is kept now.\n# TYPE thaw_keep_alive_seconds gauge\n").ConfigureAwait(false);
        foreach (var function in host.Functions.All)
            await writer.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"thaw_keep_alive_seconds{{function=\"{function.Name}\"}} {host.Invoker.StateOf(function).KeepAlive.TotalSeconds}\n")).ConfigureAwait(false);
        request.Http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await request.Http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(writer.ToString())).ConfigureAwait(false);
    }
}
