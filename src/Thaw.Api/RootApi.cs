using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Thaw.Hosting;

namespace Thaw.Api;

/// <summary>An operation of Thaw's own: root file systems that functions have in place of the host's /usr.</summary>
internal sealed class RootApi(FunctionHost host)
{
    private const string Path = "/thaw/v1/roots/{hash}";

    public void Map(IEndpointRouteBuilder application, ApiGate gate)
    {
        application.MapGet(Path, gate.To(request => AnswerAsync(request.Http)));
        application.MapPut(Path, gate.ToStream(PutAsync));
    }

    /// <summary>Keeps the tar that the body is. Its checksum is in the path, which is signed.</summary>
    private async Task PutAsync(HttpContext http)
    {
        await host.Roots.AddAsync(http.Request.Body, HashOf(http), http.RequestAborted).ConfigureAwait(false);
        await AnswerAsync(http).ConfigureAwait(false);
    }

    /// <summary>The interpreters in one.</summary>
    private async Task AnswerAsync(HttpContext http)
    {
        var pythons = host.Roots.PythonsOf(HashOf(http));
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("rootFs", HashOf(http));
            writer.WriteStartArray("runtimes");
            foreach (var name in pythons)
                writer.WriteStringValue(name);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(buffer.WrittenMemory).ConfigureAwait(false);
    }

    private static string HashOf(HttpContext http) => (string)http.Request.RouteValues["hash"]!;
}
