using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Thaw.Hosting;
using Thaw.Hosting.Images;

namespace Thaw.Api;

/// <summary>Operations of Thaw's own: dependency images.</summary>
internal sealed class ImageApi(FunctionHost host)
{
    private const string Images = "/thaw/v1/images";
    private const string Plan = "/thaw/v1/image-plan";

    public void Map(IEndpointRouteBuilder application, ApiGate gate)
    {
        application.MapGet(Images, gate.To(request => AnswerAsync(request, host.DependencyImages.Describe(), ImageJson.Default.ImageReport)));
        application.MapPost(Images, gate.To(BuildAsync));
        application.MapGet(Images + "/{name}", gate.To(request => AnswerAsync(request, host.DependencyImages.Inspect(request.Route("name")), ImageJson.Default.ImageDetails)));
        application.MapDelete(Images + "/{name}", gate.To(DeleteAsync));
        application.MapGet(Plan, gate.To(request => AnswerAsync(request, host.DependencyImages.Describe(MemoryOf(request)), ImageJson.Default.ImageReport)));
        application.MapPut(Plan, gate.To(ApplyAsync));
    }

    /// <summary>Has one made and waits for it.</summary>
    private async Task BuildAsync(ApiRequest request)
    {
        var details = await host.DependencyImages.BuildAsync(request.Read(ImageJson.Default.ImageWish), request.Http.RequestAborted).ConfigureAwait(false);
        await AnswerAsync(request, details, ImageJson.Default.ImageDetails).ConfigureAwait(false);
    }

    /// <summary>Has the images of a plan held; they are made after the answer.</summary>
    private Task ApplyAsync(ApiRequest request)
    {
        var wanted = request.Read(ImageJson.Default.WishedImages).Images ?? throw new HostingException(HostingProblem.InvalidRequestContent, "The body has no images.");
        return AnswerAsync(request, new AppliedImages(host.DependencyImages.Apply(wanted)), ImageJson.Default.AppliedImages);
    }

    private Task DeleteAsync(ApiRequest request)
    {
        host.DependencyImages.Delete(request.Route("name"));
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static long? MemoryOf(ApiRequest request) => request.Query("memoryBytes") is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0 ? bytes
        : throw new HostingException(HostingProblem.InvalidParameterValue, $"Value '{text}' at 'memoryBytes' failed to satisfy constraint: a number of bytes above 0");

    private static Task AnswerAsync<T>(ApiRequest request, T body, JsonTypeInfo<T> type) => request.AnswerAsync(body, type);
}

/// <summary>The images of a plan.</summary>
internal sealed record WishedImages(IReadOnlyList<ImageWish>? Images);

/// <summary>The names of those that are held from now on.</summary>
internal sealed record AppliedImages(IReadOnlyList<string> Images);

/// <summary>The reports' JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ImageReport))]
[JsonSerializable(typeof(ImageDetails))]
[JsonSerializable(typeof(ImageWish))]
[JsonSerializable(typeof(WishedImages))]
[JsonSerializable(typeof(AppliedImages))]
internal sealed partial class ImageJson : JsonSerializerContext;
