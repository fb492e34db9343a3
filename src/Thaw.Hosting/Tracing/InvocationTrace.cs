using System.Diagnostics;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Invoking;

namespace Thaw.Hosting.Tracing;

/// <summary>One trace for each invocation: a span for the whole of it, and one for each phase.</summary>
/// <remarks>
/// Made after the fact, of what an invocation measures anyway; where nobody listens, nothing is made. The names of attributes are those of
/// OpenTelemetry's conventions for functions as a service, and <c>thaw.strategy</c>.
/// </remarks>
public static class InvocationTrace
{
    /// <summary>The name of the source of spans.</summary>
    public const string SourceName = "Thaw.Hosting";

    private const string Strategy = "thaw.strategy";
    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether anybody wants them.</summary>
    internal static bool IsWanted => Source.HasListeners();

    /// <summary>Runs an invocation within a span of its own, which the function gets to know.</summary>
    /// <param name="function">The function.</param>
    /// <param name="version">Its version.</param>
    /// <param name="invocation">The event.</param>
    /// <param name="run">Runs it.</param>
    internal static async Task<CompletedInvocation> AroundAsync(
        DeployedFunction function, FunctionVersion version, Invocation invocation, Func<Invocation, Task<CompletedInvocation>> run)
    {
        using var span = Source.StartActivity($"invoke {function.Name}", ActivityKind.Server, invocation.Caller ?? default);
        if (span is null)
            return await run(invocation).ConfigureAwait(false);
        try
        {
            var done = await run(invocation with { TraceHeader = TraceHeaders.ToAmazon(span.Context) }).ConfigureAwait(false);
            Describe(span, function, version, done);
            return done;
        }
        catch (HostingException e)
        {
            span.SetTag("faas.name", function.Name).SetTag("error.type", e.Problem + "Exception").SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
    }

    private static void Describe(Activity span, DeployedFunction function, FunctionVersion version, CompletedInvocation done)
    {
        if (!span.IsAllDataRequested)
            return;
        span.SetTag("faas.name", function.Name).SetTag("faas.version", version.Version).SetTag("faas.invocation_id", done.RequestId)
            .SetTag("faas.coldstart", done.ColdStart is not null).SetTag(Strategy, done.Strategy);
        if (done.Answer.IsError)
            span.SetTag("error.type", done.Answer.ErrorType ?? "Unhandled").SetStatus(ActivityStatusCode.Error);
        var cold = done.ColdStart;
        (string Name, double Ms)[] before =
        [
            ("queue", Math.Max(0, done.QueueMs - (cold is null ? 0 : cold.PrepareMs + cold.SandboxMs + cold.InitMs))),
            .. cold is null ? [] : ((string, double)[])[("prepare", cold.PrepareMs), ("sandbox", cold.SandboxMs), ("runtime", cold.RuntimeMs), ("import", cold.ImportMs)],
        ];
        var handled = span.StartTimeUtc.AddMilliseconds(done.QueueMs);
        // From the handler backwards: a start may have begun for another invocation, before this one came.
        var begin = handled.AddMilliseconds(-before.Sum(phase => phase.Ms));
        foreach (var (name, ms) in before)
            begin = Add(span, name, begin, ms, done.Strategy);
        Add(span, "handler", handled, done.Answer.DurationMs, done.Strategy);
    }

    private static DateTime Add(Activity whole, string name, DateTime begin, double ms, string strategy)
    {
        var end = begin.AddMilliseconds(ms);
        using var span = Source.StartActivity(name, ActivityKind.Internal, whole.Context, startTime: begin);
        span?.SetTag(Strategy, strategy).SetEndTime(end);
        return end;
    }
}
