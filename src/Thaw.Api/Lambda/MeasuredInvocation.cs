using System.Globalization;
using Microsoft.AspNetCore.Http;
using Thaw.Hosting;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Invoking;

namespace Thaw.Api.Lambda;

/// <summary>Headers of Thaw's own by which a benchmark says how an invocation is to get its instance, and learns what it took.</summary>
internal static class MeasuredInvocation
{
    public const string Strategy = "X-Thaw-Strategy";
    public const string Measure = "X-Thaw-Measure";
    public const string Memory = "X-Thaw-Memory";
    public const string Timing = "Server-Timing";

    /// <summary>What is asked for; null for the usual.</summary>
    /// <exception cref="HostingException">Something that is not known.</exception>
    public static InvocationDemand? Read(ApiRequest request)
    {
        var (strategy, measure) = (request.Header(Strategy), request.Header(Measure));
        if (strategy is null && measure is null)
            return null;
        var wanted = (measure ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Except(["memory", "cold-cache"]).FirstOrDefault() is { } unknown)
            throw new HostingException(HostingProblem.InvalidParameterValue, $"{Measure} knows memory and cold-cache, not {unknown}.");
        return new InvocationDemand(strategy, wanted.Contains("memory"), wanted.Contains("cold-cache"));
    }

    /// <summary>Says what it took, in the form of W3C's Server Timing.</summary>
    public static void Write(IHeaderDictionary headers, CompletedInvocation done)
    {
        var cold = done.ColdStart;
        var started = cold is null ? 0 : cold.PrepareMs + cold.SandboxMs + cold.InitMs;
        (string Name, double Ms)[] phases =
        [
            ("queue", Math.Max(0, done.QueueMs - started)), ("prepare", cold?.PrepareMs ?? 0), ("sandbox", cold?.SandboxMs ?? 0),
            ("runtime", cold?.RuntimeMs ?? 0), ("import", cold?.ImportMs ?? 0), ("handler", done.Answer.DurationMs), ("aside", done.AsideMs),
        ];
        headers[Timing] = string.Join(", ", phases.Select(phase => string.Create(CultureInfo.InvariantCulture, $"{phase.Name};dur={phase.Ms:0.####}")));
        if (done.ProportionalBytes is { } bytes)
            headers[Memory] = bytes.ToString(CultureInfo.InvariantCulture);
    }
}
