using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Thaw.Hosting;
using Thaw.Hosting.Functions;

namespace Thaw.Api.Policies;

/// <summary>The operations on the policies of functions: kept and told, for clients that set up the same function here and on AWS.</summary>
internal sealed class PolicyApi(FunctionService functions)
{
    private const string Place = "/2015-03-31/functions/{name}/policy";

    // AWS's number, bytes of a function's or a version's policy.
    private const int Longest = 20 * 1024;

    public void Map(IEndpointRouteBuilder routes, ApiGate gate)
    {
        routes.MapPost(Place, gate.To(AddAsync));
        routes.MapGet(Place, gate.To(GetAsync));
        routes.MapDelete(Place + "/{statement}", gate.To(RemoveAsync));
    }

    private Task AddAsync(ApiRequest request)
    {
        var (name, body) = (request.Function, request.Read(PolicyJson.Default.AddPermissionBody));
        var statement = PolicyStatements.Of(body, FunctionName.Arn(name.Name, name.Qualifier));
        Change(name, body.RevisionId, statements => statements.All(each => each.Id != statement.Id)
            ? [.. statements, statement]
            : throw new HostingException(HostingProblem.ResourceConflict, $"The statement id ({statement.Id}) provided already exists. Please provide a new statement id, or remove the existing statement."));
        return request.AnswerAsync(new StatementBody(statement.Json), PolicyJson.Default.StatementBody, StatusCodes.Status201Created);
    }

    private Task GetAsync(ApiRequest request)
    {
        var name = request.Function;
        var function = functions.Get(name.Name);
        var policy = function.Policies.GetValueOrDefault(Key(function, name)) ?? throw Missing("The resource you requested could not be found.");
        return request.AnswerAsync(new PolicyBody(PolicyStatements.Policy(policy), policy.RevisionId), PolicyJson.Default.PolicyBody);
    }

    private Task RemoveAsync(ApiRequest request)
    {
        var id = request.Route("statement");
        Change(request.Function, request.Query("RevisionId"), statements => statements.Any(each => each.Id == id)
            ? [.. statements.Where(each => each.Id != id)]
            : throw Missing($"Statement {id} is not found in resource policy."));
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private void Change(FunctionName name, string? revision, Func<IReadOnlyList<PolicyStatement>, IReadOnlyList<PolicyStatement>> change) =>
        functions.ChangeFunction(name.Name, function =>
        {
            var key = Key(function, name);
            var old = function.Policies.GetValueOrDefault(key);
            if (revision is not null && revision != old?.RevisionId)
                throw new HostingException(HostingProblem.PreconditionFailed, "The RevisionId provided does not match the latest RevisionId. Call the GetPolicy API to retrieve the latest RevisionId");
            var policies = function.Policies.Where(each => each.Key != key).ToDictionary();
            if (change(old?.Statements ?? []) is { Count: > 0 } statements)
                policies[key] = new FunctionPolicy(Guid.NewGuid().ToString(), statements);
            if (policies.TryGetValue(key, out var changed) && PolicyStatements.Policy(changed).Length > Longest)
                throw new HostingException(HostingProblem.PolicyLengthExceeded, $"The final policy size is bigger than the limit ({Longest}).");
            return function with { Policies = policies };
        });

    private static string Key(DeployedFunction function, FunctionName name) => function.Resolve(name.Qualifier) is not null
        ? name.Qualifier ?? FunctionVersion.Latest
        : throw Missing($"Function not found: {FunctionName.Arn(name.Name, name.Qualifier)}");

    private static HostingException Missing(string message) => new(HostingProblem.ResourceNotFound, message);
}
