using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Thaw.Api.Lambda;
using Thaw.Hosting;
using Thaw.Hosting.Functions;

namespace Thaw.Api.Concurrency;

/// <summary>The operations on how many instances a function may have, and how many it has ready.</summary>
internal sealed class ConcurrencyApi(FunctionHost host)
{
    private const string Place = "/2019-09-30/functions/{name}/provisioned-concurrency";

    private readonly FunctionService _functions = host.Functions;

    public void Map(IEndpointRouteBuilder routes, ApiGate gate)
    {
        routes.MapPut("/2017-10-31/functions/{name}/concurrency", gate.To(ReserveAsync));
        routes.MapDelete("/2017-10-31/functions/{name}/concurrency", gate.To(ReleaseAsync));
        routes.MapGet("/2019-09-30/functions/{name}/concurrency", gate.To(GetReservedAsync));
        routes.MapPut(Place, gate.To(ProvisionAsync));
        routes.MapGet(Place, gate.To(request => request.Query("List") == "ALL" ? ListAsync(request) : GetAsync(request)));
        routes.MapDelete(Place, gate.To(DeleteAsync));
    }

    private Task ReserveAsync(ApiRequest request)
    {
        var body = request.Read(ConcurrencyJson.Default.ReservedBody);
        if (body.ReservedConcurrentExecutions is not (>= 0 and var reserved))
            throw new HostingException(HostingProblem.InvalidParameterValue, "ReservedConcurrentExecutions has to be a number, 0 or more.");
        _functions.ChangeFunction(request.Function.Name, function => function.ProvisionedTotal <= reserved
            ? function with { ReservedConcurrency = reserved }
            : throw new HostingException(HostingProblem.InvalidParameterValue, $"ReservedConcurrentExecutions should not be less than the function's Provisioned Concurrency ({function.ProvisionedTotal})."));
        return request.AnswerAsync(body, ConcurrencyJson.Default.ReservedBody);
    }

    private Task GetReservedAsync(ApiRequest request) =>
        request.AnswerAsync(new ReservedBody(_functions.Get(request.Function.Name).ReservedConcurrency), ConcurrencyJson.Default.ReservedBody);

    private Task ReleaseAsync(ApiRequest request)
    {
        _functions.ChangeFunction(request.Function.Name, function => function with { ReservedConcurrency = null });
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Task ProvisionAsync(ApiRequest request)
    {
        var (name, body) = (request.Function, request.Read(ConcurrencyJson.Default.ProvisionedRequestBody));
        var function = _functions.Provision(name, body.ProvisionedConcurrentExecutions ?? 0);
        return request.AnswerAsync(Shape(function, name.Qualifier!, withArn: false), ConcurrencyJson.Default.ProvisionedBody, StatusCodes.Status202Accepted);
    }

    private Task GetAsync(ApiRequest request)
    {
        var name = request.Function;
        var function = _functions.Get(name.Name);
        return request.AnswerAsync(Shape(function, KeyOf(function, name), withArn: false), ConcurrencyJson.Default.ProvisionedBody);
    }

    private Task ListAsync(ApiRequest request)
    {
        var function = _functions.Get(request.Function.Name);
        var (page, next) = Page.Of(request, [.. function.Provisioned.Keys.Order(StringComparer.Ordinal).Select(key => Shape(function, key, withArn: true))]);
        return request.AnswerAsync(new ListProvisionedBody(page, next), ConcurrencyJson.Default.ListProvisionedBody);
    }

    private Task DeleteAsync(ApiRequest request)
    {
        var name = request.Function;
        _functions.ChangeFunction(name.Name, function =>
        {
            var key = KeyOf(function, name);
            return function with { Provisioned = function.Provisioned.Where(each => each.Key != key).ToDictionary() };
        });
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static string KeyOf(DeployedFunction function, FunctionName name)
    {
        if (name.Qualifier is not { } qualifier || function.Resolve(qualifier) is null)
            throw new HostingException(HostingProblem.ResourceNotFound, $"Function not found: {FunctionName.Arn(name.Name, name.Qualifier)}");
        return function.Provisioned.ContainsKey(qualifier)
            ? qualifier
            : throw new HostingException(HostingProblem.ProvisionedConcurrencyConfigNotFound, "No Provisioned Concurrency Config found for this function");
    }

    private ProvisionedBody Shape(DeployedFunction function, string key, bool withArn)
    {
        var given = function.Provisioned[key];
        var state = host.Invoker.ProvisionedOf(function.Resolve(key)!);
        var available = Math.Min(given.Requested, state.Available);
        var status = available >= given.Requested ? "READY" : state.Failure is not null ? "FAILED" : "IN_PROGRESS";
        return new ProvisionedBody(
            withArn ? FunctionName.Arn(function.Name, key) : null, given.Requested, available, available, status,
            status == "FAILED" ? "FUNCTION_ERROR_INIT_FAILURE: " + state.Failure : null,
            given.Modified.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+0000'", CultureInfo.InvariantCulture));
    }
}
