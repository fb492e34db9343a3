using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Thaw.Api.Access;
using Thaw.Api.Tracing;
using Thaw.Hosting;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;

namespace Thaw.Api.Urls;

/// <summary>Calls functions with any HTTP request to <c>/fn/NAME/…</c>.</summary>
/// <remarks>
/// These requests do not pass the management API's checks of Host and Origin: a URL is there to be called by web pages, too, and reaches
/// nothing but its function. A URL that nobody configured is answered like one of no function.
/// </remarks>
internal sealed class FunctionUrls(FunctionHost host)
{
    /// <summary>Where all of them begin.</summary>
    public const string Place = "/fn";

    // As for Invoke: what an event may have, of which the request's body is a part.
    private const int LongestBody = 6291456;

    public void Map(IEndpointRouteBuilder routes, ApiGate gate) => routes.Map(Place + "/{name}/{**rest}", gate.Open(HandleAsync));

    private async Task HandleAsync(HttpContext http, AccessCheck access)
    {
        var request = http.Request;
        if (Find((string)request.RouteValues["name"]!) is not var (name, function, version, url))
        {
            await ApiGate.RefuseAsync(http, StatusCodes.Status404NotFound, "ResourceNotFoundException", "There is no such function URL.").ConfigureAwait(false);
            return;
        }
        if (url.Origins is { } origins && CrossOrigin.IsPreflight(request))
        {
            CrossOrigin.AnswerPreflight(http, origins);
            return;
        }
        if (request.ContentLength > LongestBody)
            throw RequestBody.TooLarge(LongestBody);
        var examined = url.Access == UrlAccess.Iam ? access.Examine(request) : Examined.LetIn;
        var body = examined.Refusal is null ? await RequestBody.ReadAsync(request, LongestBody, examined.Signature is not null).ConfigureAwait(false) : RequestBody.Empty;
        if (access.WhyRefused(request, examined, body.Hash) is not null)
        {
            await ApiGate.RefuseAsync(http, StatusCodes.Status403Forbidden, "AccessDeniedException", "Forbidden").ConfigureAwait(false);
            return;
        }
        var sender = new UrlSender(url.Access == UrlAccess.Iam ? access.KeyId : null, access.HasBearerToken(request));
        var id = http.Response.Headers["x-amzn-RequestId"].ToString();
        var trace = CallerTrace.Of(request);
        var invocation = new Invocation(id, UrlEvent.Of(request, name, sender, body.Bytes, id), FunctionName.Arn(name.Name, name.Qualifier))
        {
            Caller = trace.Context,
            TraceHeader = trace.Header,
        };
        var done = await host.Invoker.InvokeAsync(function, version, invocation, http.RequestAborted).ConfigureAwait(false);
        // What the host says of origins comes last: it wins over what the function says.
        await UrlAnswer.WriteAsync(http.Response, done.Answer, headers => CrossOrigin.Add(headers, request, url.Origins)).ConfigureAwait(false);
    }

    private (FunctionName Name, DeployedFunction Function, FunctionVersion Version, FunctionUrl Url)? Find(string text)
    {
        var name = FunctionName.Parse(text);
        return host.Functions.Find(name.Name) is { } function
            && function.Urls.TryGetValue(name.Qualifier ?? FunctionVersion.Latest, out var url)
            && function.ForInvocation(name.Qualifier) is { } version
            ? (name, function, version, url)
            : null;
    }
}

/// <summary>Who calls a function's URL.</summary>
/// <param name="KeyId">The id of the key that signed; null where nobody has to sign.</param>
/// <param name="BearsSecret">Whether the Authorization header is the host's own secret: no function gets to see that.</param>
internal sealed record UrlSender(string? KeyId, bool BearsSecret);
