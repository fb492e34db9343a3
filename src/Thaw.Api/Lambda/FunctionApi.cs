using Microsoft.AspNetCore.Http;
using Thaw.Api.Concurrency;
using Thaw.Api.Tags;
using Thaw.Hosting;
using Thaw.Hosting.Functions;

namespace Thaw.Api.Lambda;

/// <summary>The operations on functions and their versions.</summary>
internal sealed class FunctionApi(FunctionService functions)
{
    public Task CreateAsync(ApiRequest request)
    {
        var body = request.Read(BodyJson.Default.CreateFunctionBody);
        if (body.PackageType is not (null or "Zip"))
            throw new HostingException(HostingProblem.InvalidParameterValue, "This host runs functions from zips only (PackageType Zip).");
        var name = FunctionName.Parse(body.FunctionName ?? "");
        var zip = Shapes.Code(body.Code?.ZipFile, body.Code?.S3Bucket, body.Code?.ImageUri, body.Architectures);
        var tags = body.Tags ?? new Dictionary<string, string>();
        TagApi.Check(tags);
        var (function, version) = functions.Create(name.Name, zip, Shapes.Change(body), body.Publish, tags);
        return AnswerAsync(request, function, version, qualified: body.Publish, StatusCodes.Status201Created);
    }

    public Task UpdateCodeAsync(ApiRequest request)
    {
        var body = request.Read(BodyJson.Default.UpdateCodeBody);
        var zip = Shapes.Code(body.ZipFile, body.S3Bucket, body.ImageUri, body.Architectures);
        var (function, version) = functions.UpdateCode(request.Function.Name, zip, body.RevisionId, body.Publish, body.DryRun);
        return AnswerAsync(request, function, version, qualified: body.Publish);
    }

    public Task UpdateConfigurationAsync(ApiRequest request)
    {
        var body = request.Read(BodyJson.Default.UpdateConfigurationBody);
        var function = functions.UpdateSettings(request.Function.Name, Shapes.Change(body), body.RevisionId);
        return AnswerAsync(request, function, function.Latest, qualified: false);
    }

    public Task GetAsync(ApiRequest request)
    {
        var name = request.Function;
        var (function, version) = functions.Get(name);
        var code = new CodeLocationBody("Thaw", $"thaw:code/{version.CodeSha256}");
        var concurrency = function.ReservedConcurrency is null ? null : new ReservedBody(function.ReservedConcurrency);
        var body = new GetFunctionBody(Shapes.Of(function, version, name.Qualifier is not null), code, function.Tags, concurrency);
        return request.AnswerAsync(body, BodyJson.Default.GetFunctionBody);
    }

    public Task GetConfigurationAsync(ApiRequest request)
    {
        var name = request.Function;
        var (function, version) = functions.Get(name);
        return AnswerAsync(request, function, version, name.Qualifier is not null);
    }

    public Task ListAsync(ApiRequest request)
    {
        var all = request.Query("FunctionVersion") == "ALL"
            ? functions.All.SelectMany(function => Versions(function).Select(version => Shapes.Of(function, version, qualified: true)))
            : functions.All.Select(function => Shapes.Of(function, function.Latest, qualified: false));
        var (page, next) = Page.Of(request, [.. all]);
        return request.AnswerAsync(new ListFunctionsBody(page, next), BodyJson.Default.ListFunctionsBody);
    }

    public Task ListVersionsAsync(ApiRequest request)
    {
        var function = functions.Get(request.Function.Name);
        var (page, next) = Page.Of(request, [.. Versions(function).Select(version => Shapes.Of(function, version, qualified: true))]);
        return request.AnswerAsync(new ListVersionsBody(page, next), BodyJson.Default.ListVersionsBody);
    }

    public Task PublishAsync(ApiRequest request)
    {
        var body = request.Read(BodyJson.Default.PublishVersionBody);
        var (function, version) = functions.Publish(request.Function.Name, body.Description, Hash(body.CodeSha256), body.RevisionId);
        return AnswerAsync(request, function, version, qualified: true, StatusCodes.Status201Created);
    }

    public Task DeleteAsync(ApiRequest request)
    {
        functions.Delete(request.Function);
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static IEnumerable<FunctionVersion> Versions(DeployedFunction function) => [function.Latest, .. function.Versions];

    private static Task AnswerAsync(ApiRequest request, DeployedFunction function, FunctionVersion version, bool qualified, int status = StatusCodes.Status200OK) =>
        request.AnswerAsync(Shapes.Of(function, version, qualified), BodyJson.Default.FunctionBody, status);

    private static string? Hash(string? base64)
    {
        try
        {
            return base64 is null ? null : Convert.ToHexStringLower(Convert.FromBase64String(base64));
        }
        catch (FormatException e)
        {
            throw new HostingException(HostingProblem.InvalidParameterValue, "CodeSha256 is not in base64.", e);
        }
    }
}
