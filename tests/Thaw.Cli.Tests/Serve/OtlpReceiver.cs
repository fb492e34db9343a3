using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Thaw.Cli.Tests.Serve;

/// <summary>A span as it came over the wire.</summary>
internal sealed record ReceivedSpan(string Name, string TraceId, string SpanId, string ParentId, ulong StartNs, ulong EndNs, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A collector: takes OTLP over HTTP on a free port, and reads the protocol's own bytes.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        _application = builder.Build();
        _application.Run(TakeAsync);
    }

    public string Address { get; private set; } = "";

    /// <summary>What came so far.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._application.StartAsync();
        receiver.Address = receiver._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        if (http.Request.Path != "/v1/traces" || http.Request.ContentType != "application/x-protobuf")
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        // ExportTraceServiceRequest.resource_spans, .scope_spans, .spans: opentelemetry/proto/trace/v1/trace.proto.
        foreach (var span in Inner(body.ToArray(), 1).SelectMany(resource => Inner(resource, 2)).SelectMany(scope => Inner(scope, 2)))
            _spans.Enqueue(Read(span));
    }

    private static ReceivedSpan Read(byte[] span)
    {
        string Hex(int field) => Convert.ToHexStringLower(Inner(span, field).SingleOrDefault() ?? []);
        ulong Fixed(int field) => BinaryPrimitives.ReadUInt64LittleEndian(Inner(span, field).Single());
        return new ReceivedSpan(
            Text(span, 5), Hex(1), Hex(2), Hex(4), Fixed(7), Fixed(8),
            Inner(span, 9).ToDictionary(pair => Text(pair, 1), pair => Value(Inner(pair, 2).Single())));
    }

    // AnyValue: string_value 1, bool_value 2.
    private static string Value(byte[] value) => Fields(value).Single() switch
    {
        (1, var text) => Encoding.UTF8.GetString(text),
        (_, var bytes) => Convert.ToHexStringLower(bytes),
    };

    private static string Text(byte[] message, int field) => Encoding.UTF8.GetString(Inner(message, field).Single());

    private static IEnumerable<byte[]> Inner(byte[] message, int field) => Fields(message).Where(each => each.Number == field).Select(each => each.Bytes);

    private static IEnumerable<(int Number, byte[] Bytes)> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var begin = at;
            switch (tag & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    begin = at;
                    at += length;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    throw new FormatException($"wire type {tag & 7}");
            }
            yield return ((int)(tag >> 3), message[begin..at]);
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
