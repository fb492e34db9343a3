using System.Text.Json.Serialization;

namespace Thaw.Api.Urls;

// The shapes of AWS Lambda's API of 2021-10-31, as its service description names them.
internal sealed record CorsBody(
    bool? AllowCredentials, IReadOnlyList<string>? AllowHeaders, IReadOnlyList<string>? AllowMethods, IReadOnlyList<string>? AllowOrigins,
    IReadOnlyList<string>? ExposeHeaders, int? MaxAge);

internal sealed record UrlRequestBody(string? AuthType, CorsBody? Cors, string? InvokeMode);

internal sealed record UrlBody(
    string FunctionUrl, string FunctionArn, string AuthType, CorsBody? Cors, string CreationTime, string LastModifiedTime, string InvokeMode)
{
    /// <summary>The only mode: the whole answer, then its sending.</summary>
    public const string Buffered = "BUFFERED";
}

internal sealed record ListUrlsBody(IReadOnlyList<UrlBody> FunctionUrlConfigs, string? NextMarker);

/// <summary>The bodies' JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UrlRequestBody))]
[JsonSerializable(typeof(UrlBody))]
[JsonSerializable(typeof(ListUrlsBody))]
internal sealed partial class UrlJson : JsonSerializerContext;
