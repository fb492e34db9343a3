using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Thaw.Api.Tracing;
using Thaw.Hosting;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;

namespace Thaw.Api.Lambda;

/// <summary>The operation Invoke.</summary>
internal sealed class InvokeApi(FunctionHost host)
{
    // AWS's numbers.
    private const int LongestEvent = 6291456;
    private const int LongestAsynchronousEvent = 1 << 20;

    public async Task InvokeAsync(ApiRequest request)
    {
        var name = request.Function;
        var (function, version) = host.Functions.ForInvocation(name);
        switch (request.Header("X-Amz-Invocation-Type") ?? "RequestResponse")
        {
            case "RequestResponse":
                await AnswerAsync(request, name, function, version).ConfigureAwait(false);
                break;
            case "Event":
                Accept(request, name);
                break;
            case "DryRun":
                request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case var other:
                throw new HostingException(HostingProblem.InvalidParameterValue, $"There is no invocation type {other}; there are RequestResponse, Event and DryRun.");
        }
    }

    private async Task AnswerAsync(ApiRequest request, FunctionName name, DeployedFunction function, FunctionVersion version)
    {
        var response = request.Http.Response;
        var invocation = Read(request, name, "RequestResponse", LongestEvent);
        var done = await host.Invoker.InvokeAsync(function, version, invocation, request.Http.RequestAborted).ConfigureAwait(false);
        response.Headers["X-Amz-Executed-Version"] = done.Version;
        response.Headers["X-Thaw-Strategy"] = done.Strategy;
        if (done.Answer.IsError)
            response.Headers["X-Amz-Function-Error"] = "Unhandled";
        if (request.Header("X-Amz-Log-Type") == "Tail")
            response.Headers["X-Amz-Log-Result"] = Convert.ToBase64String(done.Log.Tail());
        if (invocation.Demand is not null)
            MeasuredInvocation.Write(response.Headers, done);
        response.ContentType = "application/json";
        response.ContentLength = done.Answer.Payload.Length;
        await response.Body.WriteAsync(done.Answer.Payload).ConfigureAwait(false);
    }

    private void Accept(ApiRequest request, FunctionName name)
    {
        host.Events.Accept(name, Read(request, name, "Event", LongestAsynchronousEvent));
        request.Http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private static Invocation Read(ApiRequest request, FunctionName name, string kind, int limit)
    {
        if (request.Body.Length > limit)
            throw new HostingException(HostingProblem.RequestTooLarge, $"{request.Body.Length} byte payload is too large for the {kind} invocation type (limit {limit} bytes)");
        var id = request.Http.Response.Headers["x-amzn-RequestId"].ToString();
        var trace = CallerTrace.Of(request.Http.Request);
        return new Invocation(id, request.Body, FunctionName.Arn(name.Name, name.Qualifier))
        {
            Caller = trace.Context,
            TraceHeader = trace.Header,
            ClientContext = ClientContext(request),
            Demand = MeasuredInvocation.Read(request),
        };
    }

    private static string? ClientContext(ApiRequest request)
    {
        if (request.Header("X-Amz-Client-Context") is not { } header)
            return null;
        try
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(header));
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? text : throw new FormatException("it is no object");
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new HostingException(HostingProblem.InvalidRequestContent, "Client context must be a valid Base64-encoded JSON object: " + e.Message, e);
        }
    }
}
