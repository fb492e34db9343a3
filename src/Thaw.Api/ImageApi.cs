using System.Text.Json;
using System.Text.Json.Serialization;
using Thaw.Hosting;
using Thaw.Hosting.Images;

namespace Thaw.Api;

/// <summary>Dependency images.</summary>
internal sealed class ImageApi(FunctionHost host)
{
    /// <summary>What is held, what would be, and who gets it.</summary>
    public async Task ListAsync(ApiRequest request)
    {
        request.Http.Response.ContentType = "application/json";
        await request.Http.Response.Body.WriteAsync(
            JsonSerializer.SerializeToUtf8Bytes(host.DescribeImages(), ImageJson.Default.ImageReport), request.Http.RequestAborted).ConfigureAwait(false);
    }
}

/// <summary>The report's JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ImageReport))]
internal sealed partial class ImageJson : JsonSerializerContext;
