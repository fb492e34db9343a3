using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Thaw.Api.Lambda;
using Thaw.Hosting;
using Thaw.Hosting.Events;
using Thaw.Hosting.Functions;

namespace Thaw.Api.Events;

/// <summary>The operations on what becomes of asynchronous events (FunctionEventInvokeConfig).</summary>
internal sealed class EventRulesApi(FunctionService functions, TimeProvider time)
{
    private const string Place = "/2019-09-25/functions/{name}/event-invoke-config";

    public void Map(IEndpointRouteBuilder routes, ApiGate gate)
    {
        routes.MapPut(Place, gate.To(request => ChangeAsync(request, _ => new EventRules(default))));
        routes.MapPost(Place, gate.To(request => ChangeAsync(request, old => old ?? throw Missing(request.Function))));
        routes.MapGet(Place, gate.To(GetAsync));
        routes.MapDelete(Place, gate.To(DeleteAsync));
        routes.MapGet(Place + "/list", gate.To(ListAsync));
    }

    private Task ChangeAsync(ApiRequest request, Func<EventRules?, EventRules> from)
    {
        var (name, body) = (request.Function, request.Read(EventRulesJson.Default.EventRulesRequestBody));
        var destinations = body.DestinationConfig;
        foreach (var arn in new[] { destinations?.OnSuccess, destinations?.OnFailure }.Select(each => each?.Destination).Where(arn => arn is { Length: > 0 }))
            functions.CheckTarget(arn!);
        var key = "";
        var changed = functions.ChangeFunction(name.Name, function =>
        {
            key = Key(function, name);
            var old = from(function.EventRules.GetValueOrDefault(key));
            var rules = new EventRules(time.GetUtcNow())
            {
                Retries = body.MaximumRetryAttempts ?? old.Retries,
                MostAgeSeconds = body.MaximumEventAgeInSeconds ?? old.MostAgeSeconds,
                OnSuccess = Destination(destinations?.OnSuccess, old.OnSuccess),
                OnFailure = Destination(destinations?.OnFailure, old.OnFailure),
            };
            rules.Check();
            return function with { EventRules = new Dictionary<string, EventRules>(function.EventRules) { [key] = rules } };
        });
        return AnswerAsync(request, changed.Name, key, changed.EventRules[key]);
    }

    private Task GetAsync(ApiRequest request)
    {
        var name = request.Function;
        var function = functions.Get(name.Name);
        var key = Key(function, name);
        return AnswerAsync(request, function.Name, key, function.EventRules.GetValueOrDefault(key) ?? throw Missing(name));
    }

    private Task ListAsync(ApiRequest request)
    {
        var function = functions.Get(request.Function.Name);
        var (page, next) = Page.Of(request, [.. function.EventRules.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => Shape(function.Name, each.Key, each.Value))]);
        return request.AnswerAsync(new ListEventRulesBody(page, next), EventRulesJson.Default.ListEventRulesBody);
    }

    private Task DeleteAsync(ApiRequest request)
    {
        var name = request.Function;
        functions.ChangeFunction(name.Name, function =>
        {
            var key = Key(function, name);
            return function.EventRules.ContainsKey(key)
                ? function with { EventRules = function.EventRules.Where(each => each.Key != key).ToDictionary() }
                : throw Missing(name);
        });
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    // What is left out stays; an empty one is taken away.
    private static string? Destination(DestinationBody? given, string? old) => given?.Destination switch
    {
        null => old,
        "" => null,
        var arn => arn,
    };

    private static string Key(DeployedFunction function, FunctionName name) => function.Resolve(name.Qualifier) is null
        ? throw new HostingException(HostingProblem.ResourceNotFound, $"The function {FunctionName.Arn(name.Name, name.Qualifier)} doesn't exist.")
        : name.Qualifier ?? FunctionVersion.Latest;

    private static Task AnswerAsync(ApiRequest request, string name, string key, EventRules rules) =>
        request.AnswerAsync(Shape(name, key, rules), EventRulesJson.Default.EventRulesBody);

    private static EventRulesBody Shape(string name, string key, EventRules rules) => new(
        rules.Modified.ToUnixTimeMilliseconds() / 1000.0, FunctionName.Arn(name, key), rules.Retries, rules.MostAgeSeconds,
        new DestinationsBody(new DestinationBody(rules.OnSuccess), new DestinationBody(rules.OnFailure)));

    private static HostingException Missing(FunctionName name) => new(
        HostingProblem.ResourceNotFound, $"The function {FunctionName.Arn(name.Name, name.Qualifier ?? FunctionVersion.Latest)} doesn't have an EventInvokeConfig");
}
