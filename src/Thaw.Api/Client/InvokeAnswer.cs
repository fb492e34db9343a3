using System.Net.Http.Headers;
using System.Text;

namespace Thaw.Api.Client;

/// <summary>What a host answered to an invocation.</summary>
/// <param name="Payload">The function's result or error, JSON; empty for an event that was only accepted.</param>
/// <param name="Headers">The answer's headers.</param>
public sealed record InvokeAnswer(string Payload, HttpResponseHeaders Headers)
{
    /// <summary>AWS's word for how the function failed; null when it did not.</summary>
    public string? FunctionError => Header("X-Amz-Function-Error");

    /// <summary>The invocation's id.</summary>
    public string RequestId => Header("x-amzn-RequestId") ?? "";

    /// <summary>The end of its log; empty unless it was asked for.</summary>
    public string Log => Encoding.UTF8.GetString(Convert.FromBase64String(Header("X-Amz-Log-Result") ?? ""));

    /// <summary>How it got its instance: a strategy, or <c>warm</c>.</summary>
    public string? Strategy => Header("X-Thaw-Strategy");

    /// <summary>A header of the answer; null when it has none of that name.</summary>
    /// <param name="name">The header's name.</param>
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
