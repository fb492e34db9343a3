using System.Globalization;
using Microsoft.AspNetCore.Http;
using Thaw.Hosting;
using Thaw.Hosting.Layers;

namespace Thaw.Api.Lambda;

/// <summary>The operations on layers.</summary>
internal sealed class LayerApi(LayerService layers)
{
    public Task PublishAsync(ApiRequest request)
    {
        var body = request.Read(BodyJson.Default.PublishLayerBody);
        var zip = Shapes.Code(body.Content?.ZipFile, body.Content?.S3Bucket, null, body.CompatibleArchitectures);
        var version = layers.Publish(request.Route("layer"), zip, made => made with
        {
            Description = body.Description ?? "",
            License = body.LicenseInfo ?? "",
            Runtimes = body.CompatibleRuntimes ?? [],
        });
        return request.AnswerAsync(Whole(version), BodyJson.Default.LayerVersionBody, StatusCodes.Status201Created);
    }

    public Task GetAsync(ApiRequest request) =>
        request.AnswerAsync(Whole(layers.Get(request.Route("layer"), Number(request))), BodyJson.Default.LayerVersionBody);

    public Task ListVersionsAsync(ApiRequest request)
    {
        var (page, next) = Page.Of(request, [.. layers.VersionsOf(request.Route("layer")).Where(version => Suits(request, version)).Select(Item)]);
        return request.AnswerAsync(new ListLayerVersionsBody(page, next), BodyJson.Default.ListLayerVersionsBody);
    }

    /// <summary>ListLayers, and GetLayerVersionByArn, which has the same path.</summary>
    public Task ListAsync(ApiRequest request)
    {
        if (request.Query("find") == "LayerVersion")
            return request.AnswerAsync(Whole(layers.Get(request.Query("Arn") ?? "")), BodyJson.Default.LayerVersionBody);
        var found = layers.All.Select(layer => (layer.Name, Newest: layer.Versions.LastOrDefault(version => Suits(request, version))))
            .Where(each => each.Newest is not null).Select(each => new LayerBody(each.Name, LayerStore.Arn(each.Name), Item(each.Newest!)));
        var (page, next) = Page.Of(request, [.. found]);
        return request.AnswerAsync(new ListLayersBody(page, next), BodyJson.Default.ListLayersBody);
    }

    public Task DeleteAsync(ApiRequest request)
    {
        layers.Delete(request.Route("layer"), Number(request));
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static bool Suits(ApiRequest request, LayerVersion version) =>
        request.Query("CompatibleRuntime") is not { } runtime || version.Runtimes.Contains(runtime);

    private static LayerVersionBody Whole(LayerVersion version) => new(
        new LayerContentBody($"thaw:code/{version.CodeSha256}", Convert.ToBase64String(Convert.FromHexString(version.CodeSha256)), version.CodeBytes),
        LayerStore.Arn(version.Layer), version.Arn, version.Description, Date(version), version.Number, version.Runtimes, version.License, Shapes.Architectures);

    private static LayerItemBody Item(LayerVersion version) => new(
        version.Arn, version.Number, version.Description, Date(version), version.Runtimes, version.License, Shapes.Architectures);

    private static string Date(LayerVersion version) => version.Created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture);

    private static int Number(ApiRequest request) =>
        int.TryParse(request.Route("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new HostingException(HostingProblem.InvalidParameterValue, $"'{request.Route("version")}' is not the number of a version.");
}
