using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Thaw.Api.Lambda;
using Thaw.Hosting;
using Thaw.Hosting.Functions;

namespace Thaw.Api.Urls;

/// <summary>The operations on the URLs of functions.</summary>
internal sealed class FunctionUrlApi(FunctionService functions, TimeProvider time)
{
    private const string Place = "/2021-10-31/functions/{name}/url";

    public void Map(IEndpointRouteBuilder routes, ApiGate gate)
    {
        routes.MapPost(Place, gate.To(CreateAsync));
        routes.MapPut(Place, gate.To(UpdateAsync));
        routes.MapGet(Place, gate.To(GetAsync));
        routes.MapDelete(Place, gate.To(DeleteAsync));
        routes.MapGet(Place + "s", gate.To(ListAsync));
    }

    private Task CreateAsync(ApiRequest request)
    {
        var (name, body, now) = (request.Function, Read(request), time.GetUtcNow());
        var access = body.AuthType ?? throw Invalid("AuthType has to be NONE or AWS_IAM.");
        return ChangeAsync(request, name, StatusCodes.Status201Created, old => old is null
            ? new FunctionUrl(Access(access), now, now) { Origins = Origins(body.Cors) }
            : throw new HostingException(HostingProblem.ResourceConflict, $"Failed to create function url config for [functionArn = {FunctionName.Arn(name.Name, name.Qualifier)}]. Error message:  FunctionUrlConfig exists for this Lambda function"));
    }

    private Task UpdateAsync(ApiRequest request)
    {
        var body = Read(request);
        return ChangeAsync(request, request.Function, StatusCodes.Status200OK, old => (old ?? throw Missing()) with
        {
            Access = body.AuthType is null ? old.Access : Access(body.AuthType),
            Origins = body.Cors is null ? old.Origins : Origins(body.Cors),
            Modified = time.GetUtcNow(),
        });
    }

    private Task GetAsync(ApiRequest request)
    {
        var name = request.Function;
        var key = Key(functions.Get(name.Name), name);
        return AnswerAsync(request, name.Name, key, functions.Get(name.Name).Urls.GetValueOrDefault(key) ?? throw Missing(), StatusCodes.Status200OK);
    }

    private Task ListAsync(ApiRequest request)
    {
        var function = functions.Get(request.Function.Name);
        var (page, next) = Page.Of(request, [.. function.Urls.OrderBy(each => each.Key, StringComparer.Ordinal)
            .Select(each => Shape(request, function.Name, each.Key, each.Value))]);
        return request.AnswerAsync(new ListUrlsBody(page, next), UrlJson.Default.ListUrlsBody);
    }

    private Task DeleteAsync(ApiRequest request)
    {
        var name = request.Function;
        functions.ChangeFunction(name.Name, function =>
        {
            var key = Key(function, name);
            return function.Urls.ContainsKey(key)
                ? function with { Urls = function.Urls.Where(each => each.Key != key).ToDictionary() }
                : throw Missing();
        });
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Task ChangeAsync(ApiRequest request, FunctionName name, int status, Func<FunctionUrl?, FunctionUrl> change)
    {
        var key = "";
        var changed = functions.ChangeFunction(name.Name, function =>
        {
            key = Key(function, name);
            return function with { Urls = new Dictionary<string, FunctionUrl>(function.Urls) { [key] = change(function.Urls.GetValueOrDefault(key)) } };
        });
        return AnswerAsync(request, changed.Name, key, changed.Urls[key], status);
    }

    private static Task AnswerAsync(ApiRequest request, string name, string key, FunctionUrl url, int status) =>
        request.AnswerAsync(Shape(request, name, key, url), UrlJson.Default.UrlBody, status);

    private static UrlRequestBody Read(ApiRequest request)
    {
        var body = request.Read(UrlJson.Default.UrlRequestBody);
        return body.InvokeMode is null or UrlBody.Buffered ? body : throw Invalid($"This host has no InvokeMode {body.InvokeMode}; it answers at once ({UrlBody.Buffered}).");
    }

    /// <summary>Under what a URL is kept. Versions have none, as on AWS: a URL follows the function or an alias.</summary>
    private static string Key(DeployedFunction function, FunctionName name) => name.Qualifier switch
    {
        null or FunctionVersion.Latest => FunctionVersion.Latest,
        var alias when function.Aliases.ContainsKey(alias) => alias,
        var other => throw new HostingException(HostingProblem.ResourceNotFound, $"Function does not have an alias {other}; a URL is that of the function or of an alias"),
    };

    private static UrlAccess Access(string text) => text switch
    {
        "NONE" => UrlAccess.None,
        "AWS_IAM" => UrlAccess.Iam,
        _ => throw Invalid($"Value '{text}' at 'authType' failed to satisfy constraint: NONE or AWS_IAM"),
    };

    private static UrlOrigins? Origins(CorsBody? body)
    {
        if (body is null)
            return null;
        var origins = new UrlOrigins
        {
            AllowsCredentials = body.AllowCredentials ?? false,
            Headers = body.AllowHeaders ?? [],
            Methods = body.AllowMethods ?? [],
            Origins = body.AllowOrigins ?? [],
            Exposed = body.ExposeHeaders ?? [],
            MaxAgeSeconds = body.MaxAge,
        };
        origins.Check();
        return origins;
    }

    private static UrlBody Shape(ApiRequest request, string name, string key, FunctionUrl url)
    {
        var alias = key == FunctionVersion.Latest ? null : key;
        return new UrlBody(
            $"{request.Http.Request.Scheme}://{request.Http.Request.Host}{FunctionUrls.Place}/{name}{(alias is null ? "" : ":" + alias)}/",
            FunctionName.Arn(name, alias), url.Access == UrlAccess.None ? "NONE" : "AWS_IAM",
            url.Origins is { } origins
                ? new CorsBody(origins.AllowsCredentials, origins.Headers, origins.Methods, origins.Origins, origins.Exposed, origins.MaxAgeSeconds)
                : null,
            Date(url.Created), Date(url.Modified), UrlBody.Buffered);
    }

    private static string Date(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static HostingException Missing() => new(HostingProblem.ResourceNotFound, "The resource you requested does not exist.");

    private static HostingException Invalid(string message) => new(HostingProblem.InvalidParameterValue, message);
}
