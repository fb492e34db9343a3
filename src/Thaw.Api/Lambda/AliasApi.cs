using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Thaw.Hosting;
using Thaw.Hosting.Functions;

namespace Thaw.Api.Lambda;

/// <summary>The operations on aliases.</summary>
internal sealed partial class AliasApi(FunctionService functions)
{
    public Task CreateAsync(ApiRequest request)
    {
        var body = Read(request);
        if (body.Name is not { } alias || !Form().IsMatch(alias))
            throw Invalid($"'{body.Name}' is not the name of an alias: letters, digits, '-' and '_', and not a number");
        return ChangeAsync(request, alias, StatusCodes.Status201Created, (function, old) => old is null
            ? Routed(function, new FunctionAlias(alias, Version(function, body.FunctionVersion), body.Description ?? "", Guid.NewGuid().ToString()), body.RoutingConfig)
            : throw new HostingException(HostingProblem.ResourceConflict, $"Alias already exists: {FunctionName.Arn(function.Name, alias)}"));
    }

    public Task UpdateAsync(ApiRequest request)
    {
        var body = Read(request);
        return ChangeAsync(request, request.Route("alias"), StatusCodes.Status200OK, (function, old) =>
        {
            if (old is null)
                throw Missing(function.Name, request.Route("alias"));
            if (body.RevisionId is { } revision && revision != old.RevisionId)
                throw new HostingException(HostingProblem.PreconditionFailed, "The RevisionId provided does not match the latest RevisionId.");
            var version = body.FunctionVersion is null ? old.FunctionVersion : Version(function, body.FunctionVersion);
            var changed = old with { FunctionVersion = version, Description = body.Description ?? old.Description, RevisionId = Guid.NewGuid().ToString() };
            return Routed(function, changed, body.RoutingConfig);
        });
    }

    public Task GetAsync(ApiRequest request)
    {
        var function = functions.Get(request.Function.Name);
        var alias = function.Aliases.GetValueOrDefault(request.Route("alias")) ?? throw Missing(function.Name, request.Route("alias"));
        return request.AnswerAsync(Shapes.Of(function, alias), BodyJson.Default.AliasBody);
    }

    public Task ListAsync(ApiRequest request)
    {
        var function = functions.Get(request.Function.Name);
        var wanted = request.Query("FunctionVersion");
        var (page, next) = Page.Of(request, [.. function.Aliases.Values.Where(alias => wanted is null || alias.FunctionVersion == wanted)
            .OrderBy(alias => alias.Name, StringComparer.Ordinal).Select(alias => Shapes.Of(function, alias))]);
        return request.AnswerAsync(new ListAliasesBody(page, next), BodyJson.Default.ListAliasesBody);
    }

    public Task DeleteAsync(ApiRequest request)
    {
        var alias = request.Route("alias");
        functions.ChangeFunction(request.Function.Name, function =>
            function.Without(alias) with { Aliases = function.Aliases.Where(each => each.Key != alias).ToDictionary() });
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static AliasRequestBody Read(ApiRequest request) => request.Read(BodyJson.Default.AliasRequestBody);

    /// <summary>The alias with the second version that a request gives it; what is left out stays, and an empty one is taken away.</summary>
    private static FunctionAlias Routed(DeployedFunction function, FunctionAlias alias, RoutingBody? body)
    {
        var share = alias.Share;
        if (body is not null)
        {
            share = (body.AdditionalVersionWeights ?? new Dictionary<string, double>()).ToList() switch
            {
                [] => null,
                [var (version, weight)] => new AliasShare(Version(function, version), weight),
                _ => throw Invalid("An alias has at most one additional version."),
            };
        }
        return share switch
        {
            null => alias with { Share = null },
            { Weight: not (>= 0 and <= 1) } => throw Invalid($"Value '{share.Weight}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: from 0 to 1"),
            _ when alias.FunctionVersion == FunctionVersion.Latest || share.FunctionVersion == FunctionVersion.Latest =>
                throw Invalid("$LATEST is not supported for an alias pointing to more than 1 version"),
            _ when share.FunctionVersion == alias.FunctionVersion =>
                throw Invalid($"Invalid function version {share.FunctionVersion}. Function version {share.FunctionVersion} is already included in routing configuration."),
            _ => alias with { Share = share },
        };
    }

    private Task ChangeAsync(ApiRequest request, string alias, int status, Func<DeployedFunction, FunctionAlias?, FunctionAlias> change)
    {
        var changed = functions.ChangeFunction(request.Function.Name, function =>
        {
            var made = change(function, function.Aliases.GetValueOrDefault(alias));
            return function with { Aliases = new Dictionary<string, FunctionAlias>(function.Aliases) { [alias] = made } };
        });
        return request.AnswerAsync(Shapes.Of(changed, changed.Aliases[alias]), BodyJson.Default.AliasBody, status);
    }

    private static string Version(DeployedFunction function, string? version) =>
        version is not null && (version == FunctionVersion.Latest || function.Versions.Any(each => each.Version == version))
            ? version
            : throw new HostingException(HostingProblem.ResourceNotFound, $"Function not found: {FunctionName.Arn(function.Name, version)}");

    private static HostingException Missing(string name, string alias) =>
        new(HostingProblem.ResourceNotFound, $"Cannot find alias arn: {FunctionName.Arn(name, alias)}");

    private static HostingException Invalid(string message) => new(HostingProblem.InvalidParameterValue, message);

    [GeneratedRegex("^(?!^[0-9]+$)[a-zA-Z0-9-_]{1,128}$")]
    private static partial Regex Form();
}
