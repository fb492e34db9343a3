using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Invoking;
using Thaw.Hosting.Tracing;

namespace Thaw.Hosting.Events;

/// <summary>Runs asynchronous events until they are done or given up.</summary>
/// <remarks>Members may be called from any thread; Dispose comes last.</remarks>
/// <param name="functions">What is deployed.</param>
/// <param name="invoker">Runs the attempts.</param>
/// <param name="settings">Pauses and limits where a function says none.</param>
/// <param name="time">The clock.</param>
/// <param name="keep">Keeps an event whose attempt has failed.</param>
internal sealed class EventRunner(
    FunctionService functions, FunctionInvoker invoker, HostSettings settings, TimeProvider time, Action<AcceptedEvent> keep) : IDisposable
{
    // Callers who wait come first: events take at most half of the instances.
    private readonly SemaphoreSlim _atOnce = new(Math.Max(1, settings.Instances / 2));

    /// <summary>Runs one to its end.</summary>
    /// <returns>How it ended; null when its function is gone: nobody will ever run it.</returns>
    /// <exception cref="OperationCanceledException">The host ends; the next one goes on.</exception>
    public async Task<EventOutcome?> RunAsync(AcceptedEvent accepted, CancellationToken ending)
    {
        CompletedInvocation? last = null;
        while (functions.Find(accepted.Function) is { } function && function.ForInvocation(accepted.Qualifier) is { } version)
        {
            // Looked up before each attempt: what is said now counts.
            var rules = function.EventRules.GetValueOrDefault(accepted.Qualifier ?? FunctionVersion.Latest);
            EventOutcome Outcome(string condition) => new(accepted, condition, version, rules, last);
            if (time.GetUtcNow() - accepted.AcceptedAt >= Age(rules))
                return Outcome(EventOutcome.TooOld);
            var (done, problem) = await AttemptAsync(function, version, accepted, ending).ConfigureAwait(false);
            if (done is { Answer.IsError: false })
                return Outcome(EventOutcome.Success) with { Last = done };
            ending.ThrowIfCancellationRequested();
            // A full host is not the function's fault, and costs none of its attempts.
            if (problem == HostingProblem.TooManyRequests)
            {
                await Task.Delay(settings.EventPause, time, ending).ConfigureAwait(false);
                continue;
            }
            (last, accepted) = (done, accepted with { Attempts = accepted.Attempts + 1 });
            if (accepted.Attempts > Math.Min(rules?.Retries ?? int.MaxValue, settings.EventRetries.Count))
                return Outcome(EventOutcome.RetriesExhausted);
            keep(accepted);
            await Task.Delay(settings.EventRetries[accepted.Attempts - 1], time, ending).ConfigureAwait(false);
        }
        return null;
    }

    public void Dispose() => _atOnce.Dispose();

    private TimeSpan Age(EventRules? rules) => rules?.MostAgeSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : settings.EventAge;

    private async Task<(CompletedInvocation? Done, HostingProblem? Problem)> AttemptAsync(
        DeployedFunction function, FunctionVersion version, AcceptedEvent accepted, CancellationToken ending)
    {
        await _atOnce.WaitAsync(ending).ConfigureAwait(false);
        try
        {
            var invocation = new Invocation(accepted.RequestId, accepted.Event, FunctionName.Arn(accepted.Function, accepted.Qualifier))
            {
                ClientContext = accepted.ClientContext,
                Caller = TraceHeaders.Read(null, null, accepted.Trace),
                TraceHeader = accepted.Trace,
            };
            return (await invoker.InvokeAsync(function, version, invocation, ending).ConfigureAwait(false), null);
        }
        catch (HostingException e)
        {
            return (null, e.Problem);
        }
        finally
        {
            _atOnce.Release();
        }
    }
}
