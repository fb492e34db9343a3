using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Thaw.Hosting.Functions;

namespace Thaw.Api.Urls;

/// <summary>An HTTP request as the event of a function's URL: payload format 2.0, as AWS describes it.</summary>
internal static class UrlEvent
{
    private const string Stage = "$default";

    // Added as AWS does; nobody else can say them.
    private static readonly string[] Forwarded = ["x-forwarded-for", "x-forwarded-port", "x-forwarded-proto"];

    private static readonly JsonWriterOptions Plain = new() { SkipValidation = true };

    public static byte[] Of(HttpRequest request, FunctionName name, UrlSender sender, byte[] body, string requestId)
    {
        var (path, query) = Target(request);
        var buffer = new ArrayBufferWriter<byte>(1024 + body.Length);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            writer.WriteString("version", "2.0");
            writer.WriteString("routeKey", Stage);
            writer.WriteString("rawPath", path);
            writer.WriteString("rawQueryString", query);
            WriteCookies(writer, request);
            WriteHeaders(writer, request, sender);
            WriteQuery(writer, query);
            WriteContext(writer, request, name, sender, path, requestId);
            WriteBody(writer, request, body);
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Path below the URL, and query, both as they were sent.</summary>
    private static (string Path, string Query) Target(HttpRequest request)
    {
        var (path, query) = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2) switch
        {
            [var before, var after] => (before, after),
            var alone => (alone[0], ""),
        };
        // The server resolves dots and whole addresses to find the function; what is left below it are then its own words.
        if (!path.StartsWith(FunctionUrls.Place + "/", StringComparison.Ordinal) || path.Contains("/.", StringComparison.Ordinal) || path.Contains("%2e", StringComparison.OrdinalIgnoreCase))
            path = request.Path.ToUriComponent();
        var rest = path.IndexOf('/', FunctionUrls.Place.Length + 1);
        return (rest < 0 ? "/" : path[rest..], query);
    }

    private static void WriteCookies(Utf8JsonWriter writer, HttpRequest request)
    {
        var cookies = request.Headers.Cookie.ToString().Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (cookies.Length == 0)
            return;
        writer.WriteStartArray("cookies");
        foreach (var cookie in cookies)
            writer.WriteStringValue(cookie);
        writer.WriteEndArray();
    }

    private static void WriteHeaders(Utf8JsonWriter writer, HttpRequest request, UrlSender sender)
    {
        writer.WriteStartObject("headers");
        foreach (var (name, values) in request.Headers.Select(header => (header.Key.ToLowerInvariant(), header.Value)))
        {
            var isSecret = name == "authorization" && (sender.KeyId is not null || sender.BearsSecret);
            if (!isSecret && name != "cookie" && !Forwarded.Contains(name))
                writer.WriteString(name, string.Join(',', values.ToArray()));
        }
        writer.WriteString(Forwarded[0], request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "");
        writer.WriteString(Forwarded[1], (request.Host.Port ?? (request.IsHttps ? 443 : 80)).ToString(CultureInfo.InvariantCulture));
        writer.WriteString(Forwarded[2], request.Scheme);
        writer.WriteEndObject();
    }

    private static void WriteQuery(Utf8JsonWriter writer, string query)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var (name, value) = (pair.DecodeName().ToString(), pair.DecodeValue().ToString());
            values[name] = values.TryGetValue(name, out var before) ? $"{before},{value}" : value;
        }
        if (values.Count == 0)
            return;
        writer.WriteStartObject("queryStringParameters");
        foreach (var (name, value) in values)
            writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    private static void WriteContext(Utf8JsonWriter writer, HttpRequest request, FunctionName name, UrlSender sender, string path, string requestId)
    {
        var now = DateTimeOffset.UtcNow;
        writer.WriteStartObject("requestContext");
        writer.WriteString("accountId", sender.KeyId is null ? "anonymous" : FunctionName.Account);
        writer.WriteString("apiId", name.Name);
        WriteCaller(writer, sender);
        writer.WriteString("domainName", request.Host.Host);
        writer.WriteString("domainPrefix", name.Name);
        writer.WriteStartObject("http");
        writer.WriteString("method", request.Method);
        writer.WriteString("path", path);
        writer.WriteString("protocol", request.Protocol);
        writer.WriteString("sourceIp", request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "");
        writer.WriteString("userAgent", request.Headers.UserAgent.ToString());
        writer.WriteEndObject();
        writer.WriteString("requestId", requestId);
        writer.WriteString("routeKey", Stage);
        writer.WriteString("stage", Stage);
        writer.WriteString("time", now.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture));
        writer.WriteNumber("timeEpoch", now.ToUnixTimeMilliseconds());
        writer.WriteEndObject();
    }

    private static void WriteCaller(Utf8JsonWriter writer, UrlSender sender)
    {
        if (sender.KeyId is not { } key)
            return;
        writer.WriteStartObject("authorizer");
        writer.WriteStartObject("iam");
        writer.WriteString("accessKey", key);
        writer.WriteString("accountId", FunctionName.Account);
        writer.WriteString("callerId", FunctionName.Account);
        writer.WriteNull("cognitoIdentity");
        writer.WriteNull("principalOrgId");
        writer.WriteString("userArn", $"arn:aws:iam::{FunctionName.Account}:root");
        writer.WriteString("userId", FunctionName.Account);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter writer, HttpRequest request, byte[] body)
    {
        var isText = IsText(request.ContentType) && System.Text.Unicode.Utf8.IsValid(body);
        if (body.Length > 0)
        {
            if (isText)
                writer.WriteString("body", body);
            else
                writer.WriteBase64String("body", body);
        }
        writer.WriteBoolean("isBase64Encoded", body.Length > 0 && !isText);
    }

    // What AWS takes as text; a form is none.
    private static bool IsText(string? type)
    {
        var kind = type?.Split(';')[0].Trim().ToLowerInvariant();
        return kind is null or "" or "application/json" or "application/xml" or "application/javascript"
            || kind.StartsWith("text/", StringComparison.Ordinal) || kind.EndsWith("+json", StringComparison.Ordinal) || kind.EndsWith("+xml", StringComparison.Ordinal);
    }
}
