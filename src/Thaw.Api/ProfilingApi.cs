using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Thaw.Hosting;

namespace Thaw.Api;

/// <summary>Operations of Thaw's own: what a function that is deployed is profiled with, elsewhere.</summary>
internal sealed class ProfilingApi(FunctionHost host)
{
    /// <summary>Samples of a function's events, in the form of a file of events: a list of <c>{name, event, weight}</c>.</summary>
    public async Task ListCapturedAsync(ApiRequest request)
    {
        var events = host.Captured.Of(host.Functions.Get(request.Function.Name).Name);
        request.Http.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(request.Http.Response.Body);
        writer.WriteStartArray();
        for (var i = 0; i < events.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("name", string.Create(CultureInfo.InvariantCulture, $"captured{i + 1}"));
            writer.WriteNumber("weight", events[i].Weight);
            writer.WritePropertyName("event");
            writer.WriteRawValue(events[i].Json);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        await writer.FlushAsync(request.Http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The ways in which this host starts instances; the first is used where nobody asks for another one.</summary>
    public Task ListStrategiesAsync(ApiRequest request)
    {
        var names = string.Join(", ", host.Invoker.Strategies.Select(name => $"\"{name}\""));
        request.Http.Response.ContentType = "application/json";
        return request.Http.Response.WriteAsync($$"""{"strategies": [{{names}}]}""", request.Http.RequestAborted);
    }

    /// <summary>The zip of a function or a layer, by the SHA-256 that the API names.</summary>
    public async Task ReadCodeAsync(ApiRequest request)
    {
        await using var zip = host.Code.OpenZip(request.Route("hash"));
        request.Http.Response.ContentType = "application/zip";
        request.Http.Response.ContentLength = zip.Length;
        await zip.CopyToAsync(request.Http.Response.Body, request.Http.RequestAborted).ConfigureAwait(false);
    }
}
