using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Thaw.Hosting.Tracing;

namespace Thaw.Api.Tracing;

/// <summary>To which trace a request says that it belongs.</summary>
/// <param name="Context">Its place there; null: it says nothing, or nothing that can be read.</param>
/// <param name="Header">The same as a function gets to know it: AWS's header as it was sent, or made of W3C's.</param>
internal sealed record CallerTrace(ActivityContext? Context, string? Header)
{
    public static CallerTrace Of(HttpRequest request)
    {
        var amazon = Read(request, TraceHeaders.Amazon);
        var caller = TraceHeaders.Read(Read(request, TraceHeaders.Parent), Read(request, TraceHeaders.State), amazon);
        return new CallerTrace(caller, amazon ?? (caller is { } context ? TraceHeaders.ToAmazon(context) : null));
    }

    private static string? Read(HttpRequest request, string name) => request.Headers[name].ToString() is { Length: > 0 } value ? value : null;
}
