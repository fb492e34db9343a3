using Microsoft.AspNetCore.Http;
using Thaw.Api.Access;
using Thaw.Api.Lambda;
using Thaw.Hosting;

namespace Thaw.Api;

/// <summary>What every request passes: is it for this host, is it small enough, may its sender do this; and how failures are said.</summary>
internal sealed class ApiGate(AccessCheck access, Action<string> complain)
{
    // A zip of 250 MiB in base64, with its settings.
    private const int LongestCode = 336 << 20;

    // An event of 6 MiB, which has words of its own when it is a little longer; settings are far smaller.
    private const int LongestUsual = 8 << 20;

    /// <summary>For the host's own operations.</summary>
    public RequestDelegate To(Func<ApiRequest, Task> handle) => Guarded(http => HandleAsync(http, handle, LongestUsual));

    /// <summary>For those that bring code.</summary>
    public RequestDelegate ToCode(Func<ApiRequest, Task> handle) => Guarded(http => HandleAsync(http, handle, LongestCode));

    /// <summary>For bodies that are too long to be held in memory: the sender has to be known from the head alone.</summary>
    public RequestDelegate ToStream(Func<HttpContext, Task> handle) => Guarded(http => StreamAsync(http, handle));

    /// <summary>For what checks by itself who may do it.</summary>
    public RequestDelegate Open(Func<HttpContext, AccessCheck, Task> handle) => Guarded(http => handle(http, access));

    private RequestDelegate Guarded(Func<HttpContext, Task> handle) => async http =>
    {
        http.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        try
        {
            await handle(http).ConfigureAwait(false);
        }
        catch (HostingException e)
        {
            await RefuseAsync(http, StatusOf(e.Problem), e.Problem + "Exception", e.Message, e.Reason).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer.
        }
        catch (Exception e) when (e is BadHttpRequestException or EndOfStreamException && !http.Response.HasStarted)
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, "InvalidRequestContentException", "The request is no whole HTTP request.").ConfigureAwait(false);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            complain($"a defect in Thaw: {http.Request.Method} {http.Request.Path}: {e.GetType().Name}: {e.Message}");
            await RefuseAsync(http, StatusCodes.Status500InternalServerError, "ServiceException", "A defect in Thaw; the host's own output says more.").ConfigureAwait(false);
        }
    };

    public static async Task RefuseAsync(HttpContext http, int status, string type, string message, string? reason = null)
    {
        http.Response.Headers["x-amzn-errortype"] = type;
        if (status == StatusCodes.Status429TooManyRequests)
            http.Response.Headers.RetryAfter = "1";
        var body = new ErrorBody(status < 500 ? "User" : "Service", message, message, reason);
        await new ApiRequest(http, []).AnswerAsync(body, BodyJson.Default.ErrorBody, status).ConfigureAwait(false);
    }

    private async Task StreamAsync(HttpContext http, Func<HttpContext, Task> handle)
    {
        var examined = access.Examine(http.Request);
        if (!access.IsOwnHost(http.Request))
            await RefuseStrangerAsync(http).ConfigureAwait(false);
        else if (examined.Refusal is { } refusal)
            await RefuseAsync(http, StatusCodes.Status403Forbidden, refusal.Type, refusal.Message).ConfigureAwait(false);
        else if (!examined.IsProven)
            await RefuseAsync(http, StatusCodes.Status403Forbidden, "InvalidSignatureException", "X-Amz-Content-SHA256 has to be sent.").ConfigureAwait(false);
        else
            await handle(http).ConfigureAwait(false);
    }

    private static Task RefuseStrangerAsync(HttpContext http) => RefuseAsync(
        http, StatusCodes.Status403Forbidden, "AccessDeniedException", "Requests have to name this host in their Host header, and come from no web page.");

    private async Task HandleAsync(HttpContext http, Func<ApiRequest, Task> handle, int longest)
    {
        if (!access.IsOwnHost(http.Request))
        {
            await RefuseStrangerAsync(http).ConfigureAwait(false);
            return;
        }
        if (http.Request.ContentLength > longest)
            throw RequestBody.TooLarge(longest);
        // Before any memory is spent on the body of somebody who has no key.
        var examined = access.Examine(http.Request);
        var body = examined.Refusal is null
            ? await RequestBody.ReadAsync(http.Request, longest, examined.Signature is not null, examined.IsProven).ConfigureAwait(false)
            : RequestBody.Empty;
        if (access.WhyRefused(http.Request, examined, body.Hash) is { } refusal)
            await RefuseAsync(http, StatusCodes.Status403Forbidden, refusal.Type, refusal.Message).ConfigureAwait(false);
        else
            await handle(new ApiRequest(http, body.Bytes)).ConfigureAwait(false);
    }

    private static int StatusOf(HostingProblem problem) => problem switch
    {
        HostingProblem.ResourceNotFound or HostingProblem.ProvisionedConcurrencyConfigNotFound => StatusCodes.Status404NotFound,
        HostingProblem.ResourceConflict => StatusCodes.Status409Conflict,
        HostingProblem.PreconditionFailed => StatusCodes.Status412PreconditionFailed,
        HostingProblem.RequestTooLarge => StatusCodes.Status413PayloadTooLarge,
        HostingProblem.TooManyRequests => StatusCodes.Status429TooManyRequests,
        HostingProblem.Service => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status400BadRequest,
    };
}
