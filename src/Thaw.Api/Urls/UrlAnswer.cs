using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Thaw.Hosting.Instances;

namespace Thaw.Api.Urls;

/// <summary>A function's answer as an HTTP response: what it says itself when it is an object with a statusCode, otherwise its JSON.</summary>
internal static class UrlAnswer
{
    private const string Json = "application/json";

    // The server's own: what a function says of them could only be wrong.
    private static readonly HashSet<string> NotTheirs = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Date", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    /// <summary>Writes it; a function that failed, or whose answer is no response, is 502.</summary>
    /// <param name="response">Where to.</param>
    /// <param name="answer">The function's.</param>
    /// <param name="finish">Called before anything is sent.</param>
    public static async Task WriteAsync(HttpResponse response, InvocationAnswer answer, Action<IHeaderDictionary> finish)
    {
        if (answer.IsError || Read(answer.Payload) is not { } said)
            said = new Said(StatusCodes.Status502BadGateway, [new("content-type", Json)], [], "Internal Server Error"u8.ToArray());
        response.StatusCode = said.Status;
        foreach (var (name, value) in said.Headers.Where(header => !NotTheirs.Contains(header.Key)))
            response.Headers[name] = value;
        foreach (var cookie in said.Cookies)
            response.Headers.Append("Set-Cookie", cookie);
        finish(response.Headers);
        if (said.Status is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified)
            return;
        response.ContentLength = said.Body.Length;
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method))
            await response.Body.WriteAsync(said.Body).ConfigureAwait(false);
    }

    private static Said? Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            return document.RootElement is { ValueKind: JsonValueKind.Object } said && said.TryGetProperty("statusCode", out var status)
                ? Read(said, status)
                : new Said(StatusCodes.Status200OK, [new("content-type", Json)], [], payload.ToArray());
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            // Not JSON, or something of another kind than the format has.
            return null;
        }
    }

    private static Said Read(JsonElement said, JsonElement status)
    {
        var headers = Child(said, "headers") is { } given
            ? given.EnumerateObject().Select(each => KeyValuePair.Create(Name(each.Name), Line(Scalar(each.Value)))).ToList()
            : [];
        if (!headers.Any(header => header.Key.Equals("content-type", StringComparison.OrdinalIgnoreCase)))
            headers.Add(new("content-type", Json));
        var cookies = Child(said, "cookies") is { } list ? list.EnumerateArray().Select(each => Line(each.GetString() ?? "")).ToList() : [];
        var text = Child(said, "body")?.GetString() ?? "";
        var isBase64 = Child(said, "isBase64Encoded")?.GetBoolean() ?? false;
        return new Said(Status(status), headers, cookies, isBase64 ? Convert.FromBase64String(text) : Encoding.UTF8.GetBytes(text));
    }

    private static JsonElement? Child(JsonElement said, string name) =>
        said.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static int Status(JsonElement value)
    {
        var status = value.ValueKind == JsonValueKind.String ? int.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture) : value.GetInt32();
        return status is >= 200 and <= 599 ? status : throw new FormatException("no status of an answer");
    }

    private static string Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw new FormatException("no value of a header"),
    };

    // RFC 9110, "Tokens".
    private static string Name(string text) => text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal))
        ? text
        : throw new FormatException("no name of a header");

    private static string Line(string text) => text.All(letter => letter is '\t' or (>= ' ' and <= '~')) ? text : throw new FormatException("no value of a header");

    private sealed record Said(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, IReadOnlyList<string> Cookies, byte[] Body);
}
