using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Thaw.Hosting;
using Thaw.Hosting.Functions;

namespace Thaw.Api;

/// <summary>A request that was let in, with its whole body.</summary>
internal sealed record ApiRequest(HttpContext Http, byte[] Body)
{
    /// <summary>The function that the path names, with the qualifier of the query.</summary>
    public FunctionName Function => FunctionName.Parse(Route("name"), Query("Qualifier"));

    /// <summary>A part of the path.</summary>
    public string Route(string name) => (string)Http.Request.RouteValues[name]!;

    /// <summary>A value of the query, or null.</summary>
    public string? Query(string name) => Http.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    /// <summary>A header, or null.</summary>
    public string? Header(string name) => Http.Request.Headers[name].ToString() is { Length: > 0 } value ? value : null;

    /// <summary>The body's JSON; an empty body is an empty object.</summary>
    /// <exception cref="HostingException">It is not what is expected.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(Body.Length == 0 ? "{}"u8 : Body, type)
                ?? throw new HostingException(HostingProblem.InvalidRequestContent, "The body is null.");
        }
        catch (JsonException e)
        {
            throw new HostingException(HostingProblem.InvalidRequestContent, "Could not parse request body: " + e.Message, e);
        }
    }

    /// <summary>Answers with JSON.</summary>
    public async Task AnswerAsync<T>(T body, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        Http.Response.StatusCode = status;
        Http.Response.ContentType = "application/json";
        await Http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body, type)).ConfigureAwait(false);
    }
}
