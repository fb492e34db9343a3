using System.Diagnostics;
using System.Globalization;

namespace Thaw.Hosting.Tracing;

/// <summary>How callers say to which trace a request belongs: W3C's <c>traceparent</c>, or AWS's <c>X-Amzn-Trace-Id</c>.</summary>
public static class TraceHeaders
{
    /// <summary>AWS's header, as <c>Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1</c>.</summary>
    public const string Amazon = "X-Amzn-Trace-Id";

    /// <summary>W3C's header.</summary>
    public const string Parent = "traceparent";

    /// <summary>W3C's header of what tracing systems add.</summary>
    public const string State = "tracestate";

    /// <summary>What a request says; W3C's header comes first.</summary>
    /// <param name="parent">The value of <see cref="Parent"/>.</param>
    /// <param name="state">The value of <see cref="State"/>.</param>
    /// <param name="amazon">The value of <see cref="Amazon"/>.</param>
    /// <returns>Null when it says nothing, or nothing that can be read.</returns>
    public static ActivityContext? Read(string? parent, string? state, string? amazon) =>
        ActivityContext.TryParse(parent, state, isRemote: true, out var given) ? given : amazon is null ? null : ReadAmazon(amazon);

    /// <summary>A place in a trace in AWS's form.</summary>
    /// <param name="context">The place.</param>
    public static string ToAmazon(ActivityContext context)
    {
        var trace = context.TraceId.ToHexString();
        var sampled = (context.TraceFlags & ActivityTraceFlags.Recorded) != 0 ? 1 : 0;
        return string.Create(CultureInfo.InvariantCulture, $"Root=1-{trace[..8]}-{trace[8..]};Parent={context.SpanId.ToHexString()};Sampled={sampled}");
    }

    private static ActivityContext? ReadAmazon(string header)
    {
        string trace = "", span = "";
        // Who does not say leaves it to the one who is asked.
        var flags = ActivityTraceFlags.Recorded;
        foreach (var part in header.Split(';', StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', 2) is not [var name, var value])
                continue;
            if (name.Equals("Root", StringComparison.OrdinalIgnoreCase) && value.Split('-') is ["1", { Length: 8 } time, { Length: 24 } random])
                trace = (time + random).ToLowerInvariant();
            else if (name.Equals("Parent", StringComparison.OrdinalIgnoreCase) && value.Length == 16)
                span = value.ToLowerInvariant();
            else if (name.Equals("Sampled", StringComparison.OrdinalIgnoreCase) && value == "0")
                flags = ActivityTraceFlags.None;
        }
        try
        {
            return trace.Length == 0 ? null : new ActivityContext(
                ActivityTraceId.CreateFromString(trace), span.Length == 0 ? default : ActivitySpanId.CreateFromString(span), flags, null, isRemote: true);
        }
        catch (ArgumentOutOfRangeException)
        {
            // Not hexadecimal: nobody's trace.
            return null;
        }
    }
}
